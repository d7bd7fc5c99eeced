export type { Answer, ScriptedAnswer, ScriptedRequest } from './answer.ts';
export { type Choice, countTokens } from './answer.ts';
export { type FaultOptions, type FaultWay, type FaultyAnswer, faultWays, withFaults } from './faults.ts';
export type { RewardedItem } from './reward-speech.ts';
export {
  type RewardFault,
  type RewardRequest,
  type RewardServer,
  type RewardServerOptions,
  startRewardServer,
} from './rewards.ts';
export { type ScriptedServer, type ServerOptions, type Speaks, startServer } from './server.ts';
export { type Asked, type Call, type Parsed, piecesOf, refuse, type Speech } from './speech.ts';
export { questionIn, type ReadyAtTurn, readyAtTurn, turnIn } from './turns.ts';
