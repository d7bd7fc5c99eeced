import {
  type Completion,
  decodeCompletion,
  decodeVerdict,
  encodeCompletion,
  encodeVerdict,
  isObject,
  oneLine,
  type SandboxFacts,
  type Verdict,
} from '../core/index.ts';
import { messageVersion } from './names.ts';
import { decodeFacts, encodeFacts } from './sandbox-facts.ts';

/** A completion that is to be judged. */
export type WorkItem = {
  /** By which the coordinator knows it; the key stands in the completion. */
  readonly number: number;
  readonly completion: Completion;
  /** The beginning of the SHA-256 of its sample: a worker with another sample of that id must not judge. */
  readonly sample: string;
  /** Names of the graders, headline first. */
  readonly graders: readonly string[];
};

/** What a worker says of a batch: verdicts, or that it cannot do it. */
export type Answer = {
  readonly batch: string;
  readonly worker: string;
  /** What the worker runs programs in; null when none was opened. */
  readonly sandbox: SandboxFacts | null;
  readonly items: readonly VerdictItem[];
  /** Why the rest of the batch is handed back; null when nothing is. */
  readonly back: string | null;
  /** Number of the completion that is begun with now, where the batch is judged one by one. */
  readonly begun?: number | undefined;
  /** The completion over which a process came to an end that judged nothing else, and why it did. */
  readonly death?: { readonly number: number; readonly why: string } | undefined;
};

/** An answer as it was read. */
export type ReadAnswer = Answer & {
  /** Items in it that are no verdicts on a completion. */
  readonly unreadable: number;
};

/** All verdicts on one completion, one a grader. */
export type VerdictItem = { readonly number: number; readonly verdicts: readonly Verdict[] };

/** Most that one message holds. */
export const most = {
  items: 1024,
  graders: 100,
  /** UTF-16 units of a message's texts: a batch is closed before it grows larger, so that only a single answer can be. */
  units: 1024 * 1024,
  /** UTF-16 units of one completion: what is longer does not go through a queue. */
  completion: 32 * 1024 * 1024,
};

/** How much room a completion takes in a message, in UTF-16 units, about. */
export const unitsOf = ({ text, reasoning, episode, logprobs }: Completion): number =>
  text.length +
  (reasoning?.length ?? 0) +
  (episode === undefined ? 0 : JSON.stringify(episode).length) +
  (logprobs === undefined ? 0 : JSON.stringify(logprobs).length) +
  600;

/** @param isCareful to be judged one by one, each begun with in words */
export const encodeWork = (items: readonly WorkItem[], isCareful = false): Record<string, unknown> => ({
  v: messageVersion,
  ...(isCareful ? { careful: true } : {}),
  items: items.map(({ number, completion, sample, graders }) => ({
    ...{ n: number, s: sample, g: graders },
    c: encodeCompletion(completion),
  })),
});

/** Reads a batch from a queue; a line that says what is wrong when it is none of ours. */
export const decodeWork = (value: unknown): readonly WorkItem[] | string => {
  if (!isObject(value) || value.v !== messageVersion) return 'it is no batch of this version';
  if (!Array.isArray(value.items) || value.items.length > most.items) return 'it has no list of completions';
  const items: WorkItem[] = [];
  for (const item of value.items as readonly unknown[]) {
    const read = decodeItem(item);
    if (read === null) return `completion ${items.length + 1} in it is none`;
    items.push(read);
  }
  return items;
};

/** Whether a batch is to be judged one by one. */
export const wantsCare = (value: unknown): boolean => isObject(value) && value.careful === true;

const decodeItem = (value: unknown): WorkItem | null => {
  if (!isObject(value)) return null;
  const { n, s, g } = value;
  if (!isNumber(n) || typeof s !== 'string' || !Array.isArray(g) || g.length > most.graders) return null;
  if (!g.every(name => typeof name === 'string')) return null;
  const completion = decodeCompletion(value.c);
  if (completion === null || unitsOf(completion) > most.completion) return null;
  return { number: n, completion, sample: s, graders: g };
};

export const encodeAnswer = (answer: Answer): Record<string, unknown> => ({
  ...{ v: messageVersion, batch: answer.batch, worker: answer.worker, back: answer.back },
  ...(answer.begun === undefined ? {} : { begun: answer.begun }),
  ...(answer.death === undefined ? {} : { death: { n: answer.death.number, why: answer.death.why } }),
  sandbox: answer.sandbox === null ? null : encodeFacts(answer.sandbox),
  items: answer.items.map(({ number, verdicts }) => ({
    n: number,
    verdicts: verdicts.map(verdict => ({
      ...encodeVerdict(verdict),
      // Not kept on disk, but the warnings at the end tell of it.
      ...(verdict.missing === undefined ? {} : { missing: verdict.missing }),
    })),
  })),
});

/** Reads an answer from a queue, as much of it as is one; a line that says what is wrong when it is none of ours. */
export const decodeAnswer = (value: unknown): ReadAnswer | string => {
  if (!isObject(value) || value.v !== messageVersion) return 'it is no answer of this version';
  const { batch, worker, back, begun, items: list } = value;
  if (typeof batch !== 'string' || typeof worker !== 'string') return 'it names no batch';
  if (!Array.isArray(list) || list.length > most.items) return 'it has no list of verdicts';
  const items = (list as readonly unknown[]).flatMap(item => decodeVerdictItem(item) ?? []);
  return {
    ...{ batch, worker, items, unreadable: list.length - items.length },
    sandbox: decodeFacts(value.sandbox),
    back: typeof back === 'string' ? oneLine(back, 500) : null,
    begun: isNumber(begun) ? begun : undefined,
    death: decodeDeath(value.death),
  };
};

const decodeDeath = (value: unknown): Answer['death'] => {
  if (!isObject(value) || !isNumber(value.n) || typeof value.why !== 'string') return undefined;
  return { number: value.n, why: oneLine(value.why, 500) };
};

/** Longest texts of a verdict, in UTF-16 units: what `judge` keeps, and a little more for what it says was cut. */
const longest = { extracted: 65 * 1024, reason: 5 * 1024, output: 3 * 1024, name: 1024, parts: 10_000 };

const decodeVerdictItem = (value: unknown): VerdictItem | null => {
  if (!isObject(value) || !isNumber(value.n)) return null;
  const { verdicts: list } = value;
  if (!Array.isArray(list) || list.length > most.graders) return null;
  const verdicts = (list as readonly unknown[]).flatMap(one => decodeOne(one) ?? []);
  return verdicts.length === list.length ? { number: value.n, verdicts } : null;
};

const decodeOne = (value: unknown): Verdict | null => {
  const verdict = decodeVerdict(value);
  if (verdict === null || !isObject(value)) return null;
  if (!isBounded(verdict)) return null;
  const { missing } = value;
  if (!isObject(missing) || typeof missing.module !== 'string' || typeof missing.sandbox !== 'string') {
    return verdict;
  }
  const [module, sandbox] = [oneLine(missing.module, 200), oneLine(missing.sandbox, 50)];
  return { ...verdict, missing: { module, sandbox } };
};

/** Whether all texts of a verdict are as short as those of our own; its address is compared with what was asked. */
const isBounded = (verdict: Verdict): boolean => {
  const { extracted, answer, reason, how, outcome, parts = [], execution, durationMs } = verdict;
  const { type = '', message = '' } = execution?.error ?? {};
  return (
    isUpTo(longest.extracted, extracted, answer, type) &&
    isUpTo(longest.reason, reason) &&
    isUpTo(longest.name, how, outcome, execution?.outcome, execution?.sandbox) &&
    isUpTo(longest.output, message, execution?.stdout, execution?.stderr) &&
    parts.length <= longest.parts &&
    parts.every(({ name }) => name.length <= longest.name) &&
    durationMs >= 0
  );
};

const isUpTo = (length: number, ...texts: readonly (string | null | undefined)[]): boolean =>
  texts.every(text => (text?.length ?? 0) <= length);

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
