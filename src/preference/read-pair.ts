import { isObject, type Message } from '../core/index.ts';
import type { PreferencePair } from './pair.ts';

/** A pair without its key, with the id that its row has; or what is wrong with the row, in words. */
export type PairReading =
  | { readonly ok: true; readonly id: string | null; readonly pair: Omit<PreferencePair, 'key'> }
  | { readonly ok: false; readonly problem: string };

type Row = Readonly<Record<string, unknown>>;

/** Where rows without a subset are counted. */
const noSubset = 'all';

/** Fields that may hold the question, by their use in published sets. */
const promptFields = ['prompt', 'question', 'input', 'instruction'];
const idFields = ['id', 'prompt_id', 'idx'];

const roles: Readonly<Record<string, Message['role']>> = {
  system: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
};

/**
 * A row of preference data in one of its usual shapes: texts `prompt`, `chosen`, `rejected` (RewardBench); a
 * `trajectory` that both answer (UltraInteract_pair); `chosen` and `rejected` as whole conversations, or as the
 * messages that follow `prompt` (UltraFeedback, TRL).
 * @param subsetField the field that holds the subset; null: `subset`, or `task/dataset` of UltraInteract
 */
export const readPair = (row: unknown, subsetField: string | null = null): PairReading => {
  if (!isObject(row)) return refuse('the row is no object');
  const dialogues = row.trajectory === undefined ? dialoguesOf(row) : trajectoryOf(row);
  if (typeof dialogues === 'string') return refuse(dialogues);
  const subset = subsetOf(row, subsetField);
  if (subset === null) return refuse(`field "${subsetField ?? 'subset'}" is neither text nor a number`);
  const { messages, chosen, rejected } = dialogues;
  if (messages.every(({ role }) => role === 'system')) return refuse('there is no prompt');
  return {
    ok: true,
    id: idOf(row),
    pair: {
      ...{ subset, chosen, rejected, ultraInteract: row.trajectory !== undefined },
      prompt: { kind: 'chat', messages },
    },
  };
};

const refuse = (problem: string): PairReading => ({ ok: false, problem });

type Dialogues = {
  readonly messages: readonly Message[];
  readonly chosen: string;
  readonly rejected: string;
};

const trajectoryOf = ({ trajectory, chosen, rejected }: Row): Dialogues | string => {
  const messages = messagesOf(trajectory, 'from', 'value');
  if (messages === null) return 'field "trajectory" is no list of {from, value}';
  if (typeof chosen !== 'string' || typeof rejected !== 'string') {
    return 'fields "chosen" and "rejected" must be texts beside a trajectory';
  }
  return { messages, chosen, rejected };
};

const dialoguesOf = (row: Row): Dialogues | string => {
  const asked = promptOf(row);
  if (typeof asked === 'string') return asked;
  const [chosen, rejected] = [answerIn(row.chosen, 'chosen'), answerIn(row.rejected, 'rejected')];
  if (typeof chosen === 'string') return chosen;
  if (typeof rejected === 'string') return rejected;
  if (!sameTurns(chosen.before, rejected.before)) {
    return 'the conversations "chosen" and "rejected" differ before their last message';
  }
  // A conversation that begins with a question holds its prompt: what stands beside it says it once more.
  const whole = chosen.before.length > 0 && chosen.before[0]?.role !== 'assistant';
  const turns = whole ? chosen.before : [...asked, ...chosen.before];
  const messages = [...(turns[0]?.role === 'system' ? [] : systemOf(row)), ...turns];
  return { messages, chosen: chosen.answer, rejected: rejected.answer };
};

const systemOf = ({ system }: Row): readonly Message[] =>
  typeof system === 'string' && system !== '' ? [{ role: 'system', content: system }] : [];

const promptOf = (row: Row): readonly Message[] | string => {
  const field = promptFields.find(name => row[name] !== undefined && row[name] !== null);
  const value = field === undefined ? [] : row[field];
  if (typeof value === 'string') return [{ role: 'user', content: value }];
  return messagesOf(value, 'role', 'content') ?? `field "${field}" is neither text nor a list of messages`;
};

type Ended = { readonly before: readonly Message[]; readonly answer: string };

const answerIn = (value: unknown, field: string): Ended | string => {
  if (typeof value === 'string') return { before: [], answer: value };
  if (Array.isArray(value) && value.length > 0 && value.every(one => typeof one === 'string')) {
    return `field "${field}" is a list of texts: rows with several answers, as of RewardBench 2, are not read`;
  }
  const messages = messagesOf(value, 'role', 'content');
  const last = messages?.at(-1);
  if (messages === null || last === undefined) {
    return `field "${field}" is ${value === undefined ? 'missing' : 'neither text nor a list of messages'}`;
  }
  if (last.role !== 'assistant') return `the last message of "${field}" is not the assistant's`;
  return { before: messages.slice(0, -1), answer: last.content };
};

/** Messages in either naming; null for what is no list of them. */
const messagesOf = (value: unknown, roleField: string, textField: string): readonly Message[] | null => {
  if (!Array.isArray(value)) return null;
  const messages: Message[] = [];
  for (const one of value as readonly unknown[]) {
    if (!isObject(one)) return null;
    const [name, content] = [one[roleField], one[textField]];
    const role = typeof name === 'string' && Object.hasOwn(roles, name) ? roles[name] : undefined;
    if (role === undefined || typeof content !== 'string') return null;
    messages.push({ role, content });
  }
  return messages;
};

const sameTurns = (a: readonly Message[], b: readonly Message[]): boolean =>
  a.length === b.length &&
  a.every(({ role, content }, at) => role === b[at]?.role && content === b[at]?.content);

const idOf = (row: Row): string | null => {
  const found = idFields.map(name => row[name]).find(isNameable);
  return found === undefined ? null : String(found);
};

const subsetOf = (row: Row, field: string | null): string | null => {
  if (field !== null) return isNameable(row[field]) ? String(row[field]) : null;
  if (row.subset !== undefined && row.subset !== null)
    return isNameable(row.subset) ? String(row.subset) : null;
  const { task, dataset, trajectory } = row;
  if (trajectory === undefined) return noSubset;
  return [task, dataset].filter(isNameable).join('/') || noSubset;
};

const isNameable = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';
