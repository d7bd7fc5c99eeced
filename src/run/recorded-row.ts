import {
  type AnswerScores,
  type CompletionForm,
  type EpisodeRecord,
  EurusError,
  type FirstToken,
  isObject,
  readEpisode,
  readFirstToken,
  readScores,
  readUsage,
  type Usage,
} from '../core/index.ts';
import { quoted, visible } from './quote.ts';

/** One row of somebody's recorded outputs, made uniform. */
export type RecordedRow = {
  readonly id: string;
  /** One a trial. */
  readonly texts: readonly string[];
  readonly form: CompletionForm;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly model: string | null;
  readonly usage: Usage;
  /** The start of the answer that was put into the model's mouth; null where the row does not say. */
  readonly prefill: string | null;
  /** Of a row with one answer, where it has them. */
  readonly logprobs: FirstToken | null;
  /** That a row's one answer has ended, as our completions keep it. */
  readonly episode: EpisodeRecord | null;
  /** As `Completion.revision`; null where it is the data's wording. */
  readonly revision: string | null;
  /** One a trial; null for those that have none. */
  readonly scores: readonly (AnswerScores | null)[];
};

export type RowShape = {
  /** Fields that may hold the id besides the common ones. */
  readonly idFields: readonly string[];
  /** True where `completion` continues a prompt and `solution` is a whole program. */
  readonly isCode: boolean;
  /** Field names by the name we know them under: `{ text: 'answer' }`. */
  readonly rename: Readonly<Record<string, string>>;
  /** A field of the row that is a score of its answer beside those in `scores`; none when absent. */
  readonly scoreField?: string | undefined;
};

/** Fields that may hold the id of a sample, whatever the benchmark. */
export const commonIdFields: readonly string[] = ['id', 'task_id', 'idx', 'key'];
const answerFields = ['text', 'output', 'outputs', 'completion'];

/** Names that `rename` may give fields to. */
const renamable: ReadonlySet<string> = new Set([
  ...commonIdFields,
  ...answerFields,
  'solution',
  'reasoning',
  'finish_reason',
  'model',
  'logprobs',
  'scores',
]);

/** @throws EurusError `USAGE` for a name on the left of `--map` that means nothing */
export const checkRename = ({ rename, idFields }: RowShape): void => {
  const unknown = Object.keys(rename).find(name => !renamable.has(name) && !idFields.includes(name));
  if (unknown === undefined) return;
  throw new EurusError(
    'USAGE',
    `--map ${unknown}=${rename[unknown]}: there is no field "${unknown}" to map to`,
    {
      hint: `Map one of ${[...new Set([...renamable, ...idFields])].join(', ')}.`,
    },
  );
};

/**
 * Reads one row.
 * @param at `file:line`
 * @throws EurusError `RECORDS_UNREADABLE` for a row without, or with two different, ids or answers
 */
export const readRow = (value: unknown, shape: RowShape, at: string): RecordedRow => {
  if (!isObject(value)) throw unreadable(at, `the line is ${kindOf(value)}, expected an object`);
  const get = (name: string): unknown => {
    const field = Object.hasOwn(shape.rename, name) ? shape.rename[name] : name;
    return field !== undefined && Object.hasOwn(value, field) ? value[field] : undefined;
  };
  const { field, answer } = answerOf(get, value, shape, at);
  const texts = textsOf(field, answer, at);
  return {
    id: idOf(get, shape, at),
    texts,
    form: formOf(field, shape),
    reasoning: textOrNull(get('reasoning')) ?? textOrNull(get('reasoning_content')),
    finishReason: textOrNull(get('finish_reason')),
    model: textOrNull(get('model')),
    usage: readUsage(value.usage),
    prefill: textOrNull(value.prefill),
    logprobs: texts.length === 1 ? readFirstToken(get('logprobs')) : null,
    episode: texts.length === 1 ? readEpisode(value.episode) : null,
    revision: textOrNull(value.revision),
    scores: scoresOf(get('scores'), value, shape.scoreField, texts.length),
  };
};

type Get = (name: string) => unknown;

/** A row may name its sample more than once, but not two samples. */
const idOf = (get: Get, { idFields, rename }: RowShape, at: string): string => {
  const known = [...new Set([...idFields, ...commonIdFields])];
  const mapped = known.filter(name => Object.hasOwn(rename, name));
  const fields = mapped.length > 0 ? mapped : known;
  const found = fields.flatMap(name => {
    const id = get(name);
    return id === undefined || id === null ? [] : [{ name, id: idText(id, name, at) }];
  });
  const [first, ...others] = found;
  if (first === undefined) {
    throw unreadable(at, `no sample id: none of the fields ${fields.join(', ')} is there`, 'id=THEIR_FIELD');
  }
  const other = others.find(({ id }) => id !== first.id);
  if (other === undefined) return first.id;
  throw unreadable(
    at,
    `two ids: ${first.name} is ${quoted(first.id)}, ${other.name} is ${quoted(other.id)}`,
    `id=${first.name}`,
  );
};

const idText = (id: unknown, name: string, at: string): string => {
  if (typeof id === 'string') return id;
  if (typeof id === 'bigint' || Number.isSafeInteger(id)) return String(id);
  throw unreadable(at, `field "${name}" is ${kindOf(id)}, expected text or an integer`);
};

/** Data sets have fields named `text` or `output` too: of two that could be the answer none is guessed. */
const answerOf = (
  get: Get,
  row: Record<string, unknown>,
  { isCode, rename }: RowShape,
  at: string,
): { field: string; answer: unknown } => {
  const known = isCode ? [...answerFields, 'solution'] : answerFields;
  const mapped = known.filter(name => Object.hasOwn(rename, name));
  const fields = mapped.length > 0 ? mapped : known;
  const found = fields.filter(name => get(name) !== undefined);
  const [field, second] = found;
  if (field === undefined) {
    const has = visible(Object.keys(row).slice(0, 12).join(', '));
    throw unreadable(
      at,
      `no answer: none of the fields ${fields.join(', ')} is there (it has ${has})`,
      'text=THEIR_FIELD',
    );
  }
  if (second !== undefined) {
    throw unreadable(at, `two fields could be the answer: ${found.join(', ')}`, `text=${field}`);
  }
  return { field, answer: get(field) };
};

const textsOf = (field: string, answer: unknown, at: string): readonly string[] => {
  const texts = Array.isArray(answer) ? answer : [answer];
  const wrong = texts.find(text => typeof text !== 'string');
  if (texts.length > 0 && wrong === undefined && texts.every(text => typeof text === 'string')) return texts;
  const what = texts.length === 0 ? 'an empty list' : kindOf(wrong);
  throw unreadable(at, `field "${field}" is ${what}, expected text or a list of texts`);
};

/** Of a row with several answers a score is a list, one an answer; one number belongs to the only answer. */
const scoresOf = (
  named: unknown,
  row: Record<string, unknown>,
  field: string | undefined,
  answers: number,
): readonly (AnswerScores | null)[] => {
  const own = field !== undefined && Object.hasOwn(row, field) ? { [field]: row[field] } : {};
  const all = { ...own, ...(isObject(named) ? named : {}) };
  return Array.from({ length: answers }, (_, answer) =>
    readScores(
      Object.fromEntries(
        Object.entries(all).flatMap(([name, score]) => {
          if (Array.isArray(score)) return score.length === answers ? [[name, score[answer] as unknown]] : [];
          return answers === 1 ? [[name, score]] : [];
        }),
      ),
    ),
  );
};

const formOf = (field: string, { isCode }: RowShape): CompletionForm => {
  if (isCode && field === 'completion') return 'continuation';
  return isCode && field === 'solution' ? 'solution' : 'chat';
};

export const unreadable = (at: string, what: string, map?: string): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `${at}: ${what}`, {
    ...(map === undefined ? {} : { hint: `Say which field it is with --map ${map}.` }),
  });

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
