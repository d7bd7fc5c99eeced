import { type ErrorCode, EurusError, messageOf } from '../core/index.ts';
import { visible } from './quote.ts';

/** When a run has met too many failures to be worth going on: requests that failed for good, or their share in percent. */
export type MaxErrors = { readonly count: number } | { readonly percent: number };

/** How the requests of a command have fared so far. */
export type Luck = {
  answered(): void;
  /**
   * A request failed for good.
   * @param trials that it asked for; 0 where they are asked for again anyway, and counted then; 1 when left out
   * @returns what ends the run, or null when it may be about this request alone
   */
  failed(error: unknown, trials?: number): unknown;
};

/** Failures before the first success that are taken to be about the command, not about a sample. */
const hopelessFailures = 8;
/** Failures one after the other that cannot be about a sample. */
const hopelessRow = 8;
/** A share of fewer requests says little. */
const leastRequests = 20;

const fatalAtTheStart: ReadonlySet<ErrorCode> = new Set(['ENDPOINT_UNAUTHORIZED', 'ENDPOINT_UNREACHABLE']);

/** @param answeredBefore an earlier command on the directory was answered: that proves the endpoint as well */
export const createLuck = (answeredBefore: boolean, maxErrors: MaxErrors | null): Luck => {
  let proven = answeredBefore;
  let [answers, failures, early, row] = [0, 0, 0, 0];
  return {
    answered: () => {
      proven = true;
      answers += 1;
      row = 0;
    },
    failed: (error, trials = 1) => {
      failures += trials;
      if (!(error instanceof EurusError)) return tooMany(maxErrors, failures, answers, error);
      const { code } = error;
      row = fatalAtTheStart.has(code) ? row + 1 : 0;
      if (!proven) early += code === 'ENDPOINT_REFUSED' || code === 'ENDPOINT_FAILED' ? 1 : 0;
      const hopeless =
        code === 'BACKEND_CANNOT' ||
        row >= hopelessRow ||
        (!proven && (fatalAtTheStart.has(code) || early >= hopelessFailures));
      return hopeless ? error : tooMany(maxErrors, failures, answers, error);
    },
  };
};

const tooMany = (
  maxErrors: MaxErrors | null,
  failures: number,
  answers: number,
  error: unknown,
): EurusError | null => {
  if (maxErrors === null) return null;
  const all = failures + answers;
  const [over, limit] =
    'count' in maxErrors
      ? [failures >= maxErrors.count, `${maxErrors.count}`]
      : [all >= leastRequests && failures * 100 >= all * maxErrors.percent, `${maxErrors.percent}%`];
  if (!over) return null;
  return new EurusError(
    'ENDPOINT_FAILED',
    `Stopped by --max-errors ${limit}: ${failures} of ${all} requests failed for good, the last one: ${visible(messageOf(error))}`,
    {
      hint: 'What is done is kept: the same command goes on from here and asks the failed ones again',
      cause: error,
    },
  );
};
