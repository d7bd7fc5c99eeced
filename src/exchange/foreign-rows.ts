import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isObject } from '../core/index.ts';
import { openMaybeGzip, readJsonLines } from '../dataset/index.ts';
import { arrayItems, isDocument } from './array-items.ts';
import { partsOf, taskIn } from './task-names.ts';

/** A row of recorded outputs in one of our own shapes, and where it was read. */
export type ForeignRow = {
  readonly value: unknown;
  /** Line of the file, or place of a sample in a log, from 1. */
  readonly line: number;
  readonly file: string;
};

export type ForeignOptions = {
  readonly benchmark: string;
  /** Fields that may hold an id, the benchmark's own and the common ones. */
  readonly idFields: readonly string[];
};

/** Longest sample of a log, in bytes: as long as a line of JSON Lines may be. */
const maxSampleBytes = 64 * 1024 * 1024;

/** Who wrote a file of recorded outputs: `rows` are JSON Lines in one of our own shapes. */
export type Origin = 'lm-eval' | 'inspect' | 'rows';

/** @throws EurusError `RECORDS_UNREADABLE` when the beginning of the file cannot be read */
export const originOf = async (path: string): Promise<Origin> => {
  if (await isDocument(openMaybeGzip(path), path)) return 'inspect';
  for await (const { value } of readJsonLines(path)) {
    if (!isObject(value)) return 'rows';
    return isLmEval(value) ? 'lm-eval' : isInspect(value) ? 'inspect' : 'rows';
  }
  return 'rows';
};

/** The sample files that lm-evaluation-harness has written in a folder: of each task the newest, sorted. */
export const sampleFilesIn = async (folder: string): Promise<readonly string[]> => {
  const newest = new Map<string, string>();
  for (const name of (await readdir(folder)).sort()) {
    const task = taskIn(name);
    if (task !== null) newest.set(task, join(folder, name));
  }
  return [...newest.values()];
};

/** The rows of several files, one after the other. */
export async function* rowsOfFiles(
  paths: readonly string[],
  options: ForeignOptions,
): AsyncGenerator<ForeignRow, void, undefined> {
  for (const path of paths) yield* foreignRows(path, options);
}

/**
 * The rows of a file of recorded outputs, whoever wrote it: samples of lm-evaluation-harness (`--log_samples`) and JSON
 * logs of inspect_ai become rows as `score` knows them, all others are given as they are.
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`
 */
export async function* foreignRows(
  path: string,
  options: ForeignOptions,
): AsyncGenerator<ForeignRow, void, undefined> {
  if (await isDocument(openMaybeGzip(path), path)) {
    for await (const { value, place } of arrayItems(openMaybeGzip(path), 'samples', path, maxSampleBytes)) {
      yield* inspectRows(value, place, path);
    }
    return;
  }
  const prefix = taskPrefix(path, options.benchmark);
  let filter: unknown;
  for await (const { value, line } of readJsonLines(path)) {
    if (!isObject(value)) yield { value, line, file: path };
    else if (isLmEval(value)) {
      // One line a filter there, all with the same answers: those of the first one are enough.
      filter ??= value.filter ?? null;
      if ((value.filter ?? null) === filter) yield* lmEvalRows(value, { line, file: path }, prefix, options);
    } else if (isInspect(value)) {
      for (const sample of value.samples) yield* inspectRows(sample, line, path);
    } else yield { value, line, file: path };
  }
}

type LmEvalRow = Readonly<Record<string, unknown>> & {
  readonly doc: Readonly<Record<string, unknown>>;
  readonly resps: readonly unknown[];
};

const isLmEval = (row: Record<string, unknown>): row is LmEvalRow =>
  isObject(row.doc) && Array.isArray(row.resps) && 'doc_id' in row;

const isInspect = (row: Record<string, unknown>): row is { readonly samples: readonly unknown[] } =>
  isObject(row.eval) && Array.isArray(row.samples);

/** The repeats of the first request are the trials. */
function* lmEvalRows(
  row: LmEvalRow,
  at: Pick<ForeignRow, 'line' | 'file'>,
  prefix: string,
  { idFields }: ForeignOptions,
): Generator<ForeignRow, void, undefined> {
  const named = Object.fromEntries(
    idFields.flatMap(field => (Object.hasOwn(row.doc, field) ? [[field, row.doc[field]]] : [])),
  );
  const ids = Object.keys(named).length > 0 ? named : { id: `${prefix}${row.doc_id}` };
  const [first] = row.resps;
  const texts: readonly unknown[] = Array.isArray(first) ? first : [first];
  const own = Array.isArray(row.eurus_eval) ? row.eurus_eval : [];
  for (const [trial, text] of texts.entries()) {
    const extra = isObject(own[trial]) ? own[trial] : {};
    if (isObject(extra.error)) continue;
    const { reasoning, finish_reason, usage, prefill, episode } = extra;
    const said = { text, reasoning, finish_reason, usage, prefill };
    yield {
      value: { doc_id: row.doc_id, ...ids, ...said, ...(episode === undefined ? {} : { episode }) },
      ...at,
    };
  }
}

/** An epoch is a trial. A sample that ended in an error without an answer has none, and is missing. */
function* inspectRows(sample: unknown, line: number, file: string): Generator<ForeignRow, void, undefined> {
  if (!isObject(sample)) return;
  const output = isObject(sample.output) ? sample.output : {};
  const [choice] = Array.isArray(output.choices) ? output.choices : [];
  const message: unknown = isObject(choice) ? choice.message : undefined;
  if (!isObject(choice) || !isObject(message) || isObject(sample.error)) return;
  const metadata = isObject(sample.metadata) ? sample.metadata : {};
  const own = isObject(metadata.eurus_eval) ? metadata.eurus_eval : {};
  const { text, reasoning } = contentOf(message.content);
  const field = own.form === 'continuation' ? 'completion' : own.form === 'solution' ? 'solution' : 'text';
  yield {
    value: {
      ...{ id: sample.id, [field]: text, reasoning, model: output.model, usage: output.usage },
      finish_reason: own.finish_reason ?? (choice.stop_reason === 'unknown' ? null : choice.stop_reason),
      prefill: own.prefill,
      ...(own.episode === undefined ? {} : { episode: own.episode }),
    },
    ...{ line, file },
  };
}

const contentOf = (content: unknown): { readonly text: string; readonly reasoning: string | null } => {
  if (typeof content === 'string') return { text: content, reasoning: null };
  const parts = Array.isArray(content) ? content.filter(isObject) : [];
  const texts = (type: string, field: string): readonly string[] =>
    parts.flatMap(part => (part.type === type && typeof part[field] === 'string' ? [part[field]] : []));
  const reasoning = texts('reasoning', 'reasoning');
  return {
    text: texts('text', 'text').join('\n'),
    reasoning: reasoning.length === 0 ? null : reasoning.join('\n'),
  };
};

const taskPrefix = (path: string, benchmark: string): string => {
  const pattern = partsOf(benchmark);
  const task = taskIn(basename(path));
  return pattern === undefined || task === null || !pattern.test(task) ? '' : `${task.replace(pattern, '')}/`;
};
