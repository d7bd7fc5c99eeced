export type { CommentedTurn, Critic, CritiqueIdentity } from './critic.ts';
export { createEpisodes, type Episodes } from './episodes.ts';
export { refuseUnplayable } from './playable.ts';
export { openAllTurns, readTurns, type StoredTurns } from './stored.ts';
