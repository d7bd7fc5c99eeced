export { queueDocument } from './json.ts';
export { type QueueTextOptions, renderQueue, serverLine } from './text.ts';
export type { QueueRun, QueueServer, QueueView, QueueWorker } from './view.ts';
