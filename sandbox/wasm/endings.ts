import type { Execution, Limits, Outcome } from '../../src/core/index.ts';
import type { Fault } from './guest.machine.ts';
import type { Reply } from './interpreter.ts';

type ErrorFacts = NonNullable<Execution['error']>;
/** How a program ended, before output and costs are added. */
export type Ending = {
  readonly outcome: Outcome;
  readonly error: ErrorFacts | null;
  readonly missingModule: string | null;
  readonly exitStatus?: number;
  readonly cells?: readonly { readonly stdout: string; readonly raised: boolean }[];
};

const MAX_MESSAGE_CHARS = 1000;

const FAULTS: Readonly<Record<Fault['kind'], { readonly outcome: Outcome; readonly type: string }>> = {
  exit: { outcome: 'exited-early', type: 'SystemExit' },
  abort: { outcome: 'crashed', type: 'Abort' },
  blocked: { outcome: 'crashed', type: 'BlockedCall' },
  deadline: { outcome: 'timed-out', type: 'Timeout' },
  output: { outcome: 'output-limit', type: 'OutputLimit' },
  trap: { outcome: 'crashed', type: 'Trap' },
  stack: { outcome: 'crashed', type: 'RecursionError' },
  reply: { outcome: 'crashed', type: 'ProtocolError' },
};

/** An ending that no guest reported. */
export const ended = (
  outcome: Outcome,
  type: string,
  message: string,
  origin: ErrorFacts['origin'],
): Ending => ({
  outcome,
  error: { type, message, line: null, origin },
  missingModule: null,
});

const timedOut = (limits: Limits): Ending =>
  ended('timed-out', 'Timeout', `no result within ${limits.timeoutMs} ms`, 'candidate');

/** The ending that a reply without text means. */
export const endingOf = (reply: Exclude<Reply, { text: string }>, limits: Limits): Ending => {
  if ('timedOut' in reply) return timedOut(limits);
  const { kind, message } = reply.fault;
  if (kind === 'deadline') return timedOut(limits);
  if (/memory limit/.test(message)) return ended('out-of-memory', 'MemoryError', message, 'candidate');
  const { outcome, type } = FAULTS[kind];
  const ending = ended(outcome, type, message, 'candidate');
  // The words are those of the trap, which is ours.
  const code = kind === 'exit' ? /exit code (\d{1,3})$/.exec(message)?.[1] : undefined;
  return code === undefined ? ending : { ...ending, exitStatus: Number(code) };
};

const isExitStatus = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256;

/** What only the interpreter of the tests may claim. */
const TRUSTED_ORIGINS = ['tests', 'sandbox', 'prelude'] as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const OUTCOMES: readonly string[] = ['finished', 'raised', 'exited-early', 'out-of-memory', 'crashed'];
const clip = (value: unknown): string => String(value).slice(0, MAX_MESSAGE_CHARS);

/** Reads a report of a guest; what is not a report is a broken protocol, a failure of the program. */
export const readReport = (text: string, origin: ErrorFacts['origin']): Ending => {
  const broken = ended('crashed', 'ProtocolError', 'the guest reported something unreadable', 'candidate');
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return broken;
  }
  if (!isRecord(report) || !OUTCOMES.includes(String(report.outcome))) return broken;
  const outcome = report.outcome as Outcome;
  if (outcome === 'finished') return { outcome, error: null, missingModule: null };
  const facts = isRecord(report.error) ? report.error : {};
  const from = TRUSTED_ORIGINS.find(known => known === facts.origin) ?? 'candidate';
  const missing = report.missing ?? facts.missing;
  return {
    outcome,
    error: {
      type: clip(facts.type),
      message: describe(outcome, facts),
      line: typeof facts.line === 'number' ? facts.line : null,
      origin: origin === 'candidate' ? 'candidate' : from,
    },
    missingModule: typeof missing === 'string' ? missing.slice(0, 100) : null,
    ...(outcome === 'exited-early' && isExitStatus(report.status) ? { exitStatus: report.status } : {}),
  };
};

/** The beginning of a text, without half a character at its end. */
const cut = (text: string, maxBytes: number): string => {
  const bytes = Buffer.from(text.slice(0, maxBytes));
  return bytes.length <= maxBytes
    ? bytes.toString()
    : new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });
};

/** What a guest reports of a cell beside its ending; of each no more than so many bytes. */
export const readCell = (text: string, maxBytes: number) => {
  const fact = (value: unknown) => (typeof value === 'string' ? cut(value, maxBytes) : null);
  try {
    const report: unknown = JSON.parse(text);
    return isRecord(report)
      ? { value: fact(report.value), traceback: fact(report.traceback) }
      : { value: null, traceback: null };
  } catch {
    return { value: null, traceback: null };
  }
};

/** For exceptions that say nothing of themselves. */
const NAMELESS: Readonly<Partial<Record<Outcome, string>>> = {
  'out-of-memory': 'the program wanted more memory than it may have',
};

const describe = (outcome: Outcome, facts: Readonly<Record<string, unknown>>): string =>
  outcome === 'exited-early'
    ? clip(`the program ended itself (${facts.type}: ${facts.message})`)
    : clip(facts.message || NAMELESS[outcome] || facts.type);

/** The last line was reached. */
export const finished: Ending = { outcome: 'finished', error: null, missingModule: null };
