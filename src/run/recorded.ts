import {
  type Address,
  addressOf,
  builtInScores,
  type Completion,
  decodeCompletion,
  EurusError,
  isObject,
  isScore,
} from '../core/index.ts';
import { readJsonLines } from '../dataset/index.ts';
import { refuseWrongKey } from './misplaced.ts';
import { visible } from './quote.ts';
import { checkRename, type RowShape, readRow, unreadable } from './recorded-row.ts';
import { createSeenTrials, type SeenTrials } from './seen-trials.ts';

/** A completion and where it was read, for errors that are found later. */
export type RecordedCompletion = Completion & {
  /** `file:line` */
  readonly at?: string;
};

/** A row and where it was read. */
export type RecordedSource = {
  readonly value: unknown;
  readonly line: number;
  /** Where it is in another file than the one that is named. */
  readonly file?: string;
};

export type RecordedOptions = Partial<RowShape> & {
  readonly benchmark: string;
  /** Profile included. */
  readonly protocol: string;
  /** The rows, where they are not simply the lines of the file. */
  readonly rows?: AsyncIterable<RecordedSource> | undefined;
};

/**
 * The completions in a JSON Lines file (with or without gzip) of ours or of others. Rows, and items of a
 * list, that have one id are its trials in order. Our own records keep their trial.
 *
 * | row | read as |
 * | --- | --- |
 * | our completion record | itself |
 * | `{id, text}` or `output` or `outputs: […]` | the model's answer; with `logprobs`, those of its first token |
 * | `{task_id, completion}` of a code benchmark | code that continues the prompt |
 * | `{task_id, solution}` of a code benchmark | a whole program |
 *
 * An `episode` beside an answer, in the shape of our own records, is judged as an episode of ours is. Scores beside an answer (`{"scores": {"reward": 0.3}}`, or the field that `scoreField` names) stay with it.
 *
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`
 */
export async function* recordedCompletions(
  path: string,
  options: RecordedOptions,
): AsyncGenerator<RecordedCompletion, void, undefined> {
  const { benchmark, protocol, idFields = [], isCode = false, rename = {}, rows, scoreField } = options;
  const shape: RowShape = { idFields, isCode, rename, scoreField };
  checkRename(shape);
  const trials = new Map<string, number>();
  const seen = createSeenTrials();
  const sources: AsyncIterable<RecordedSource> = rows ?? readJsonLines(path);
  for await (const { value, line, file = path } of sources) {
    const at = `${file}:${line}`;
    const own = decodeCompletion(value);
    if (own !== null) {
      refuseForeign(own, options, at);
      refuseSecond(own, seen, at);
      yield { ...withField(own, value, scoreField), at };
      continue;
    }
    const { id, texts, scores: all, ...rest } = readRow(value, shape, at);
    for (const [index, text] of texts.entries()) {
      const trial = trials.get(id) ?? 0;
      trials.set(id, trial + 1);
      const address = addressOf(benchmark, protocol, id, trial);
      refuseSecond(address, seen, at);
      const scores = all[index] ?? null;
      yield { ...recorded(rest), ...address, text, ...(scores === null ? {} : { scores }), at };
    }
  }
}

/** Our own records too may have been given a score in a field of its own. */
const withField = (own: Completion, row: unknown, field: string | undefined): Completion => {
  const score = field !== undefined && isObject(row) && Object.hasOwn(row, field) ? row[field] : undefined;
  if (field === undefined || !isScore(score) || builtInScores.includes(field)) return own;
  return { ...own, scores: { [field]: score, ...own.scores } };
};

const recorded = ({
  form,
  reasoning,
  finishReason,
  model,
  usage,
  prefill,
  logprobs,
  episode,
  revision,
}: Omit<ReturnType<typeof readRow>, 'id' | 'texts' | 'scores'>) => ({
  promptSha256: null,
  reasoning,
  finishReason,
  usage,
  latencyMs: null,
  model: model ?? '',
  error: null,
  prefill,
  form,
  ...(logprobs === null ? {} : { logprobs }),
  ...(episode === null ? {} : { episode }),
  ...(revision === null ? {} : { revision }),
});

const refuseForeign = (own: Completion, wanted: RecordedOptions, at: string): void => {
  const { benchmark, protocol } = own;
  if (benchmark !== wanted.benchmark || protocol !== wanted.protocol) {
    throw new EurusError(
      'RECORDS_UNREADABLE',
      `${at}: the completion is of ${visible(`${benchmark}.${protocol}`)}, expected ${wanted.benchmark}.${wanted.protocol}`,
      { hint: `Use --benchmark ${visible(`${benchmark}.${protocol}`)}.` },
    );
  }
  refuseWrongKey(own, at);
};

const refuseSecond = (address: Address, seen: SeenTrials, at: string): void => {
  if (!seen.add(address)) throw unreadable(at, `a second completion of ${visible(address.key)}`);
};
