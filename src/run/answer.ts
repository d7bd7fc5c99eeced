import type { Completion, Generated, GenerateRequest, Key } from '../core/index.ts';
import type { Asker } from './common.ts';
import { completionOf, failedCompletion } from './completion.ts';
import type { Halt } from './halt.ts';
import type { Luck } from './luck.ts';
import type { Progress } from './progress.ts';
import type { Rest } from './rate/rest.ts';
import type { Turns } from './turns.ts';

/** Whom requests go to, and who is told what came of them. */
export type Answering = Asker & {
  readonly rest: Rest;
  readonly halt: Halt;
  readonly turns: Turns;
  readonly luck: Luck;
  readonly progress: Progress;
};

/** Completions that one request brought, as `answer` has them; those that are not there are to be asked for alone. */
export const drawTogether = async (
  requests: readonly GenerateRequest[],
  options: Answering,
): Promise<ReadonlyMap<Key, Completion | null>> => {
  const { backend, rest, halt } = options;
  const { gate, end, replica } = rest.forOne(requests.length);
  try {
    const answers = await backend.trialsTogether?.generate(requests, { signal: halt.signal, gate });
    return new Map(
      requests.flatMap(request => {
        const generated = answers?.get(request.key);
        return generated === undefined ? [] : [[request.key, answered(request, generated, options)]];
      }),
    );
  } catch (error) {
    if (halt.signal.aborted) return new Map(requests.map(({ key }) => [key, null]));
    countFailure(error, requests.length, options);
    const failed = (request: GenerateRequest): Completion =>
      failedCompletion(request, error, options, replica());
    return new Map(requests.map(request => [request.key, failed(request)]));
  } finally {
    end();
  }
};

/** The completion of a request, one with an error when it failed for good; null when the run was halted. */
export const answer = async (request: GenerateRequest, options: Answering): Promise<Completion | null> => {
  const one = options.rest.forOne();
  let generated: Generated;
  try {
    generated = await generateOne(request, options, one);
  } catch (error) {
    if (options.halt.signal.aborted) return null;
    countFailure(error, 1, options);
    return failedCompletion(request, error, options, one.replica());
  }
  return answered(request, generated, options);
};

/** What the backend makes of a request. @throws what makes it fail for good, and when the run was halted */
export const generateOne = async (
  request: GenerateRequest,
  { backend, rest, halt, turns }: Pick<Answering, 'backend' | 'rest' | 'halt' | 'turns'>,
  { gate, end }: ReturnType<Rest['forOne']> = rest.forOne(),
): Promise<Generated> => {
  let generated: Generated;
  try {
    generated = await backend.generate(request, { signal: halt.signal, gate });
  } finally {
    end();
  }
  await turns.next();
  return generated;
};

const answered = (request: GenerateRequest, generated: Generated, options: Answering): Completion => {
  options.luck.answered();
  options.progress.retries += generated.retries;
  return completionOf(request, generated, options);
};

/**
 * Counts a request that failed for good.
 * @param trials that it asked for
 * @throws what ends the run
 */
export const countFailure = (error: unknown, trials: number, { luck, progress }: Answering): void => {
  progress.errors += trials;
  const end = luck.failed(error, trials);
  if (end !== null) throw end;
};
