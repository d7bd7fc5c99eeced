/** What all keys in Redis begin with. */
export const prefix = 'eurus-eval';

/** Of the messages: raised when a worker of before could not read those of now. */
export const messageVersion = 1;

/** The set of the runs that have announced themselves; whether one is there is for its own key to say. */
export const runsKey = `${prefix}:runs`;
export const runKey = (run: string): string => `${prefix}:run:${run}`;

/** What programs of a run are run in, which its first worker settles. */
export const sandboxKey = (run: string): string => `${prefix}:run:${run}:sandbox`;

export const workersKey = `${prefix}:workers`;
export const workerKey = (worker: string): string => `${prefix}:worker:${worker}`;

/** Names of the two queues of a run, for BullMQ, which puts `prefix` before them. */
export const workQueue = (run: string): string => `${run}.work`;
export const verdictQueue = (run: string): string => `${run}.verdicts`;

/** Ids are made by us; one that is not of this form is not ours. */
export const isId = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
