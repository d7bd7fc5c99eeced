import {
  type EpisodeEnd,
  type EpisodeRecord,
  type HarnessRecords,
  isObject,
  type Proposal,
  pythonStrip,
} from '../../src/core/index.ts';
import { actionOf } from './reply.ts';
import type { MintSample } from './sample.ts';

/** What a question is called that was asked in other words than those of the data. */
export const oldWording = 'before October 2023';

/**
 * A `results.jsonl` of the benchmark's harness: `{state: {history, terminate_reason, …}, task: {task_id, prompt, reference}}`.
 * Its tasks are told apart by no more than `reasoning` and `code_generation`, and numbered from 0 each, so that a row is
 * known by its question.
 */
export const mintRecords: HarnessRecords<MintSample> = {
  fileName: 'results.jsonl',
  isRow: value =>
    isObject(value) &&
    isObject(value.state) &&
    Array.isArray(value.state.history) &&
    isObject(value.task) &&
    typeof value.task.prompt === 'string',
  reader: samples => {
    const find = finder(samples);
    return row => {
      const state = fieldsOf(row, 'state');
      const found = find(fieldsOf(row, 'task'));
      if (found === null) return { leftOut: 'as they ask no question of MINT-Code and MINT-Math' };
      const replies = repliesIn(state.history);
      if (replies === null) return { leftOut: 'as their history is none of messages' };
      const ended = ends.get(state.terminate_reason) ?? endOfError(state.error);
      if (ended === null) return { leftOut: 'as an error of harness or server ended their episode' };
      return { ...found, ...episodeOf(replies, ended), usage: state.token_counter };
    };
  },
};

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (row: unknown, name: string): Fields => {
  const field = isObject(row) ? row[name] : undefined;
  return isObject(field) ? field : {};
};

type Found = { readonly id: string; readonly revision?: string };

/** Finds the sample of a recorded task by its question; by its number too where the question is there twice. */
const finder = (samples: readonly MintSample[]): ((task: Fields) => Found | null) => {
  const byQuestion = Map.groupBy(samples, ({ input }) => pythonStrip(input));
  const options = samples.filter(({ answer }) => answer.kind === 'typed' && answer.gold.type === 'option');
  return task => {
    const question = pythonStrip(String(task.prompt));
    const number = String(task.task_id);
    const same = byQuestion.get(question) ?? [];
    const its = same.length > 1 ? same.filter(sample => sample.number === number) : same;
    const [only, ...others] = its;
    if (only !== undefined) return others.length === 0 ? { id: only.id } : null;
    const reworded = options.filter(
      sample => sample.number === number && sample.target === task.reference && isReworded(sample, question),
    );
    const [old, ...more] = reworded;
    return old === undefined || more.length > 0 ? null : { id: old.id, revision: oldWording };
  };
};

/** The questions with options ended otherwise once: equal up to the last of their options. */
const isReworded = ({ input }: MintSample, question: string): boolean => {
  const at = input.indexOf('Output format required');
  const kept = pythonStrip(input.slice(0, Math.max(0, at))).replace(/\.$/, '');
  return at !== -1 && question.startsWith(kept);
};

const ends: ReadonlyMap<unknown, EpisodeEnd> = new Map([
  ['task_success', 'solved'],
  ['max_propose_steps', 'max-proposals'],
  ['max_steps', 'max-steps'],
] as const);

const episodeOf = (
  replies: readonly string[],
  ended: EpisodeEnd,
): { readonly text: string; readonly episode: EpisodeRecord } => {
  const proposals = replies.flatMap((text, index): readonly Proposal[] =>
    actionOf(text).kind === 'proposal' ? [{ turn: index + 1, text }] : [],
  );
  return { text: replies.at(-1) ?? '', episode: { turns: replies.length, ended, proposals } };
};

/** A dialogue that no longer fits into the context is no fault of the harness. */
const endOfError = (error: unknown): EpisodeEnd | null =>
  typeof error === 'string' && /maximum context length|reduce the length/i.test(error) ? 'too-long' : null;

/** What the model said, without the speaker that the harness puts in front. */
const repliesIn = (history: unknown): readonly string[] | null => {
  if (!Array.isArray(history)) return null;
  const messages: readonly unknown[] = history;
  const said = messages.flatMap(message =>
    isObject(message) && message.role === 'assistant' ? [message.content] : [],
  );
  return said.every(content => typeof content === 'string') ? said.map(replyIn) : null;
};

export const replyIn = (content: string): string => content.replace(/^Assistant:\n/, '').replace(/\n$/, '');
