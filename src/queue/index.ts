export { nameOfQueue, type QueueAddress } from './connect.ts';
export { openQueue, type QueueOptions } from './coordinator.ts';
export type { FromJudge, ToJudge } from './judge-messages.ts';
export type { StartJudge } from './judges.ts';
export type { Announcement, Presence } from './registry.ts';
export type { Program, TaskRequirement } from './requirement.ts';
export type { ServerStatus } from './server-status.ts';
export { openStatus, type QueueStatus, type RunStatus, type StatusReader } from './status.ts';
export { type WorkerOptions, workForQueue } from './worker.ts';
