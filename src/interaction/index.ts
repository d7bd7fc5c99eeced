export { type CommentedTurn, type CriticOptions, modelCritic } from './critic.ts';
export { readTurnsName, type TurnsName, writeTurnsName } from './name.ts';
export { protocolNamed } from './protocol-named.ts';
export { withTurns } from './with-turns.ts';
