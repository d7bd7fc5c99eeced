import { isObject, isTruncated, readUsage, verdictNames } from '../../core/index.ts';
import { fieldScanner, type LocatedTurn, type Place, putTurn, type VisitLine } from '../../record/index.ts';
import { type Dimension, noVerdict, type RowTable, trialsApart } from '../query.ts';
import { type Column, column } from './column.ts';
import {
  type GraderColumns,
  graderColumns,
  type Places,
  placeAt,
  places,
  sampleColumns,
  setPlace,
} from './record-columns.ts';

/** What is kept in memory of the records of one task: no prompt and no completion, only where they stand. */
export type TaskColumns = {
  readonly visitSample: VisitLine;
  readonly visitCompletion: VisitLine;
  visitVerdict(grader: string): VisitLine;
  readonly visitTurn: VisitLine;
  visitReward(name: string): VisitLine;
  rows(): number;
  samples(): number;
  /** Completions that there are, failed ones among them. */
  completions(): number;
  table(grader: string, graders: readonly string[]): Omit<RowTable, 'benchmark' | 'protocol'>;
  dimensions(): readonly Dimension[];
  /** Rows of a sample by trial; null when there is no such sample. */
  rowsOf(id: string): { readonly sample: number; readonly rows: readonly number[] } | null;
  trialOf(row: number): number;
  samplePlace(sample: number): Place | null;
  completionPlace(row: number): Place | null;
  verdictPlace(grader: string, row: number): Place | null;
  /** Where the turns of an episode stand, in their order; empty where there is one turn. */
  turnsOf(row: number): readonly LocatedTurn<Place>[];
  /** Where a reward of an answer stands: the newest with a score, and the newest that says why there is none. */
  rewardPlaces(name: string, row: number): { readonly score: Place | null; readonly failure: Place | null };
  /** Where the last verdict of a grader begins in its file; 0 when there is none. */
  lastVerdict(grader: string): number;
  /** What is known of answers that have not failed: milliseconds of those that this run has asked for, or output tokens. */
  measured(what: 'latency' | 'tokens'): readonly number[];
  /** By offset in the file, ascending: the completions that count. */
  completionsInOrder(): readonly number[];
};

/** Longest shown of an answer and of a reason: bytes looked at of what stands in the file. */
const shownBytes = 240;

export const taskColumns = (): TaskColumns => {
  const samples = sampleColumns();
  /** By sample, then by trial. */
  const rowsBySample: number[][] = [];
  const sampleOf = column(Uint32Array);
  const trialOf = column(Uint32Array);
  const truncated = column(Uint8Array);
  const tokens = column(Int32Array, -1);
  const latency = column(Float64Array, -1);
  const failed = column(Uint8Array);
  const reused = column(Uint8Array);
  const completionPlaces = places();
  const graders = new Map<string, GraderColumns>();
  /** By row: its turns, their records by the order in which they came. */
  const episodes = new Map<number, LocatedTurn<number>[]>();
  const turnPlaces = places();
  let turnRecords = 0;
  const rewards = new Map<string, RewardColumns>();
  let rows = 0;
  let completions = 0;

  const rowOf = (id: string, trial: number): number => {
    const sample = samples.add(id);
    rowsBySample[sample] ??= [];
    const trials = rowsBySample[sample];
    const known = trials[trial];
    if (known !== undefined) return known;
    trials[trial] = rows;
    sampleOf.set(rows, sample);
    trialOf.set(rows, trial);
    rows += 1;
    return rows - 1;
  };

  const sampleFields = fieldScanner(['id', 'target', 'groups']);
  const completionFields = fieldScanner([
    'id',
    'trial',
    'text',
    'finish_reason',
    'usage',
    'latency_ms',
    'error',
    'reused_from',
  ]);
  const verdictFields = fieldScanner(['id', 'trial', 'verdict', 'reason', 'extracted']);

  const turnFields = fieldScanner(['id', 'trial', 'turn', 'record']);
  const rewardFields = fieldScanner(['id', 'trial', 'score']);

  /** The row of a record by its own fields; -1 when it has none. */
  const rowOfRecord = (id: string | null, trial: number | null): number =>
    id === null || trial === null || !Number.isSafeInteger(trial) || trial < 0 || trial >= trialsApart
      ? -1
      : rowOf(id, trial);

  return {
    visitSample: (bytes, start, end, offset, line) => {
      if (!sampleFields.scan(bytes, start, end)) return;
      const id = sampleFields.text('id');
      if (id === null) return;
      const sample = samples.add(id);
      setPlace(samples.places, sample, offset, end - start, line);
      samples.targets[sample] = shown(sampleFields.textStart('target', shownBytes));
      const groups = sampleFields.value('groups');
      if (!isObject(groups)) return;
      for (const [name, value] of Object.entries(groups)) {
        if (typeof value === 'string') samples.setGroup(sample, name, value);
      }
    },
    visitCompletion: (bytes, start, end, offset, line) => {
      if (!completionFields.scan(bytes, start, end) || completionFields.kind('text') !== quote) return;
      const row = rowOfRecord(completionFields.text('id'), completionFields.number('trial'));
      if (row === -1) return;
      const fails = completionFields.kind('error') === openBrace;
      const isFirst = completionPlaces.offset.get(row) < 0;
      // Of those with one key the newest that has not failed counts.
      if (fails && !isFirst && failed.get(row) === 0) return;
      if (isFirst) completions += 1;
      setPlace(completionPlaces, row, offset, end - start, line);
      failed.set(row, fails ? 1 : 0);
      reused.set(row, completionFields.has('reused_from') ? 1 : 0);
      truncated.set(row, isTruncated({ finishReason: completionFields.text('finish_reason') }) ? 1 : 0);
      latency.set(row, completionFields.number('latency_ms') ?? -1);
      tokens.set(row, readUsage(completionFields.value('usage')).outputTokens ?? -1);
    },
    visitVerdict: grader => {
      const columns = graders.get(grader) ?? graderColumns();
      graders.set(grader, columns);
      return (bytes, start, end, offset, line) => {
        if (!verdictFields.scan(bytes, start, end)) return;
        const verdict = names.indexOf(verdictFields.text('verdict'));
        if (verdict === -1) return;
        const row = rowOfRecord(verdictFields.text('id'), verdictFields.number('trial'));
        if (row === -1) return;
        setPlace(columns.places, row, offset, end - start, line);
        columns.last = Math.max(columns.last, offset);
        columns.verdict.set(row, verdict);
        columns.extracted[row] = shown(verdictFields.textStart('extracted', shownBytes));
        const reason = shown(verdictFields.textStart('reason', shownBytes)) ?? '';
        columns.reason.set(row, columns.reasons.codeOf(reason));
      };
    },
    visitTurn: (bytes, start, end, offset, line) => {
      if (!turnFields.scan(bytes, start, end)) return;
      const record = turnFields.text('record');
      const turn = turnFields.number('turn') ?? 0;
      if ((record !== 'reply' && record !== 'effect') || !Number.isSafeInteger(turn) || turn < 1) return;
      const row = rowOfRecord(turnFields.text('id'), turnFields.number('trial'));
      if (row === -1) return;
      const turns = episodes.get(row) ?? [];
      episodes.set(row, turns);
      setPlace(turnPlaces, turnRecords, offset, end - start, line);
      putTurn(turns, { record, turn }, turnRecords);
      turnRecords += 1;
    },
    visitReward: name => {
      const columns = rewards.get(name) ?? { score: places(), failure: places() };
      rewards.set(name, columns);
      return (bytes, start, end, offset, line) => {
        if (!rewardFields.scan(bytes, start, end)) return;
        const row = rowOfRecord(rewardFields.text('id'), rewardFields.number('trial'));
        if (row === -1) return;
        const into = rewardFields.number('score') === null ? columns.failure : columns.score;
        setPlace(into, row, offset, end - start, line);
      };
    },
    rows: () => rows,
    samples: () => samples.ids.length,
    completions: () => completions,
    dimensions: samples.dimensions,
    table: (grader, names) => {
      const columns = graders.get(grader) ?? graderColumns();
      const all = names.flatMap(name => graders.get(name)?.verdict ?? []);
      return {
        rows,
        samples: {
          count: samples.ids.length,
          ids: samples.ids,
          targets: samples.targets,
          dimensions: samples.dimensions(),
        },
        sampleOf: sampleOf.values(),
        trialOf: trialOf.values(),
        verdictOf: upTo(columns.verdict, rows),
        extractedOf: columns.extracted,
        reasonOf: columns.reason.values(),
        reasons: columns.reasons.texts,
        truncatedOf: truncated.values(),
        tokensOf: upTo(tokens, rows),
        latencyOf: upTo(latency, rows),
        get differingOf() {
          return differing(all, rows);
        },
      };
    },
    rowsOf: id => {
      const sample = samples.find(id);
      if (sample === undefined) return null;
      return { sample, rows: (rowsBySample[sample] ?? []).filter(row => row !== undefined) };
    },
    trialOf: row => trialOf.get(row),
    samplePlace: sample => placeAt(samples.places, sample),
    completionPlace: row => placeAt(completionPlaces, row),
    verdictPlace: (grader, row) => {
      const columns = graders.get(grader);
      return columns === undefined ? null : placeAt(columns.places, row);
    },
    turnsOf: row =>
      (episodes.get(row) ?? []).flatMap(({ turn, reply, effect }) => {
        const place = placeAt(turnPlaces, reply);
        return place === null
          ? []
          : [{ turn, reply: place, effect: effect === null ? null : placeAt(turnPlaces, effect) }];
      }),
    rewardPlaces: (name, row) => {
      const columns = rewards.get(name);
      return columns === undefined
        ? { score: null, failure: null }
        : { score: placeAt(columns.score, row), failure: placeAt(columns.failure, row) };
    },
    measured: what => {
      const [values, left] = what === 'tokens' ? [tokens, failed] : [latency, reused];
      return Array.from({ length: rows }, (_, row) => row)
        .filter(row => values.get(row) >= 0 && failed.get(row) === 0 && left.get(row) === 0)
        .map(row => values.get(row));
    },
    lastVerdict: grader => graders.get(grader)?.last ?? 0,
    completionsInOrder: () => {
      const offsets = completionPlaces.offset;
      return Array.from({ length: rows }, (_, row) => row)
        .filter(row => offsets.get(row) >= 0)
        .sort((a, b) => offsets.get(a) - offsets.get(b));
    },
  };
};

type RewardColumns = { readonly score: Places; readonly failure: Places };

const names: readonly (string | null)[] = verdictNames;
const quote = 0x22;
const openBrace = 0x7b;

/** A column that has a value for every row, also for those that nothing was set for. */
const upTo = (values: Column, rows: number) => {
  if (rows > 0 && values.values().length < rows) values.set(rows - 1, values.get(rows - 1));
  return values.values();
};

/** By row: 1 where two graders have given different verdicts. */
const differing = (graders: readonly Column[], rows: number): Uint8Array => {
  const differs = new Uint8Array(rows);
  const [first, ...others] = graders;
  if (first === undefined || others.length === 0) return differs;
  for (let row = 0; row < rows; row += 1) {
    const codes = graders.map(verdict => verdict.get(row)).filter(code => code !== noVerdict);
    if (codes.some(code => code !== codes[0])) differs[row] = 1;
  }
  return differs;
};

/** A text as one line of a list; null where there is none. */
const shown = (start: { readonly text: string; readonly whole: boolean } | null): string | null => {
  if (start === null) return null;
  const line = start.text.replace(/\s+/g, ' ').trim();
  return start.whole ? line : `${line}…`;
};
