import type { Execution, Limits, Outcome } from '../../src/core/index.ts';

type ErrorFacts = NonNullable<Execution['error']>;
/** How a program ended, before output and costs are added. */
export type Ending = Pick<Execution, 'outcome' | 'error' | 'missingModule' | 'cells'>;

const MAX_MESSAGE_CHARS = 1000;
const MAX_NAME_CHARS = 100;
const clip = (value: unknown): string => String(value).slice(0, MAX_MESSAGE_CHARS);

export const finished: Ending = { outcome: 'finished', error: null, missingModule: null };

/** An ending that no guest reported. */
export const ended = (
  outcome: Outcome,
  type: string,
  message: string,
  origin: ErrorFacts['origin'] = 'candidate',
): Ending => ({ outcome, error: { type, message: clip(message), line: null, origin }, missingModule: null });

export const timedOut = (limits: Limits): Ending =>
  ended('timed-out', 'Timeout', `no result within ${limits.timeoutMs} ms`);

export const outOfMemory = (limits: Limits): Ending =>
  ended('out-of-memory', 'MemoryError', `the program wanted more than ${limits.memoryMb} MiB of memory`);

/** The part of a stack that belongs to the program. */
export const guestStack = (stack: string): string =>
  (stack.split('\n    at (<isolated-vm boundary>)', 1)[0] ?? '')
    .split('\n')
    .filter(line => !line.includes('./guest.'))
    .join('\n');

const NO_ERROR = /^An object was thrown from supplied code within isolated-vm/;

const LINE = /(?:program|cell-\d{1,6}|prelude|tests)\.js:(\d{1,9})/;

/** What a program threw, as it arrives here: a copy of an error, or any other plain value. */
export const thrownEnding = (thrown: unknown, origin: ErrorFacts['origin'] = 'candidate'): Ending => {
  if (!(thrown instanceof Error)) return ended('raised', typeof thrown, String(thrown), origin);
  const stack = guestStack(String(thrown.stack));
  const line = LINE.exec(thrown.message)?.[1] ?? LINE.exec(stack.slice(0, 10_000))?.[1];
  const noRoom = thrown.name === 'RangeError' && thrown.message === 'Array buffer allocation failed';
  const error = {
    type: noRoom ? 'MemoryError' : thrown.name.slice(0, MAX_NAME_CHARS),
    message: NO_ERROR.test(thrown.message)
      ? 'the program threw an object that is no Error'
      : clip(thrown.message.replace(/ \[[\w.-]+:\d+:\d+\]$/, '') || thrown.name),
    line: line === undefined ? null : Number(line),
    origin,
  };
  return { outcome: noRoom ? 'out-of-memory' : 'raised', error, missingModule: null };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the report of the tests' isolate, which is trusted but quotes the candidate. */
export const reportEnding = (text: string): Ending => {
  if (text === '') return ended('raised', 'Error', 'the tests wait for what never comes', 'tests');
  const report: unknown = JSON.parse(text);
  if (isRecord(report) && report.outcome === 'finished') return finished;
  const facts = isRecord(report) && isRecord(report.error) ? report.error : {};
  const origin = (['tests', 'sandbox'] as const).find(known => known === facts.origin) ?? 'candidate';
  const ending = ended(
    'raised',
    String(facts.type).slice(0, MAX_NAME_CHARS),
    clip(facts.message || facts.type),
    origin,
  );
  const line = typeof facts.line === 'number' ? facts.line : null;
  return { ...ending, error: ending.error && { ...ending.error, line } };
};
