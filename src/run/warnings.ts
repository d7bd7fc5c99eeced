import {
  type Cell,
  type Completion,
  type Counts,
  isOftenTruncated,
  trialsOf,
  type Verdict,
} from '../core/index.ts';
import type { Scored } from './aggregate.ts';
import { isStopped } from './episode/stopped.ts';
import { visible } from './quote.ts';
import { starvedTally } from './starved.ts';

/** A line a task whose answers were cut off too often, and one where some were filtered; by its first cell, the headline's. */
const endingWarnings = (cells: readonly Cell[]): readonly string[] => {
  const tasks = Map.groupBy(cells, ({ benchmark, protocol }) => `${benchmark}.${protocol}`);
  return [...tasks].flatMap(([name, [cell]]) => {
    if (cell === undefined) return [];
    const { counts } = cell;
    return [
      ...(isOftenTruncated(counts) ? [`${name}: ${truncationOf(cell)}`] : []),
      ...(counts.filtered === undefined
        ? []
        : [
            `${name}: ${shareOf(counts.filtered, counts)} stopped by a filter of the server, or refused by it`,
          ]),
    ];
  });
};

const truncationOf = ({ counts, completed, metrics, grader }: Cell): string => {
  const cut = `${shareOf(counts.truncated, counts)} cut off by the token limit; a run with a larger --max-tokens gives them room`;
  const overall = metrics['pass@1'];
  if (completed === undefined || overall === undefined) return cut;
  return `${cut}. Of the others ${percent(completed.value)} are right, of all ${percent(overall.value)} (by ${grader})`;
};

const shareOf = (count: number, counts: Counts): string => {
  const total = trialsOf(counts);
  return `${count} of ${total} answers (${percent(count / total)}) were`;
};

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

/** What a user should know about numbers: a line for each k that is left out, for scores that are missing, and for each task that was cut off or filtered. */
export const numberWarnings = (scored: readonly Scored[]): readonly string[] => [
  ...scored.flatMap(leftOutWarnings),
  ...scoreWarnings(scored),
  ...endingWarnings(scored.map(({ cell }) => cell)),
];

const leftOutWarnings = ({ cell, leftOut }: Scored): readonly string[] =>
  leftOut.map(({ k, samples }) => {
    const subject = samples === 1 ? '1 sample has' : `${samples} samples have`;
    const name = `${cell.benchmark}.${cell.protocol} by ${cell.grader}`;
    return `${name}: pass@${k} left out: ${subject} fewer than ${k} scored trials`;
  });

/** Graders of one task go by the same scores. */
const scoreWarnings = (scored: readonly Scored[]): readonly string[] => [
  ...new Set(
    scored.flatMap(
      ({ cell: { benchmark, protocol, score_field: field }, scoreCounts: { there, lacking } }) => {
        if (field === undefined || lacking === 0) return [];
        const name = `${benchmark}.${protocol}: --score-field ${visible(field)}`;
        return there === 0
          ? [`${name}: no answer has a score of that name; best@k and weighted@k left out`]
          : [
              `${name}: ${lacking} of ${there + lacking} scored answers have no such score; they rank below all others`,
            ];
      },
    ),
  ),
];

/** Kinds of failure that are told apart; what comes beyond them is counted together. */
const maxKinds = 8;

/**
 * Collects what failed for good, by cause: the same message, whatever numbers stand in it, is one cause.
 * @param words what it was, one and several, and what became of it
 */
export const failureTally = ([one, several, became] = ['request', 'requests', 'failed for good']) => {
  const causes = new Map<string, { count: number; readonly code: string; readonly example: string }>();
  return {
    add: ({ error }: Pick<Completion, 'error'>): void => {
      if (error === null) return;
      const { code, message } = error;
      const kind = `${code} ${message.slice(0, maxKindLength).replaceAll(/ \(tried [^()]*\)|(?<!HTTP \d*)\d+/g, '')}`;
      const known = causes.has(kind) || causes.size < maxKinds ? kind : code;
      const cause = causes.get(known);
      if (cause === undefined) causes.set(known, { count: 1, code, example: message });
      else cause.count += 1;
    },
    lines: (): readonly string[] =>
      [...causes.values()]
        .sort((a, b) => b.count - a.count)
        .map(({ count, code, example }) => {
          const said = `(${code}), for example: ${visible(example)}`;
          if (isStopped({ message: example })) {
            return `${count === 1 ? '1 episode was' : `${count} episodes were`} stopped ${said}`;
          }
          return `${count} ${count === 1 ? one : several} ${became} ${said}`;
        }),
  };
};

const maxKindLength = 500;

type Cause = { count: number; readonly example: string };

/**
 * Collects answers that could not be judged although they are there, and those that were judged on a busy machine, by
 * benchmark, protocol and grader.
 */
export const unscoredTally = () => {
  const causes = new Map<string, Cause>();
  const modules = new Map<string, { readonly name: string; readonly need: string; readonly count: number }>();
  const starved = starvedTally();
  return {
    add: (judged: Verdict, { error }: Completion): void => {
      starved.add(judged);
      const { benchmark, protocol, grader, id, verdict, reason, missing } = judged;
      if (verdict !== 'unscored' || error !== null) return;
      const name = `${benchmark}.${protocol} by ${grader}`;
      if (missing !== undefined) {
        const need = `the module ${visible(missing.module)}, which the ${missing.sandbox} sandbox lacks`;
        const key = `${name} ${need}`;
        modules.set(key, { name, need, count: (modules.get(key)?.count ?? 0) + 1 });
        return;
      }
      const cause = causes.get(name);
      if (cause === undefined) causes.set(name, { count: 1, example: `${id}: ${reason}` });
      else cause.count += 1;
    },
    lines: (): readonly string[] => [
      ...[...causes].map(
        ([name, { count, example }]) =>
          `${name}: ${answers(count)} could not be judged, for example ${visible(example)}`,
      ),
      ...[...modules.values()].map(
        ({ name, need, count }) => `${name}: ${answers(count)} ${count === 1 ? 'needs' : 'need'} ${need}`,
      ),
      ...starved.lines(),
    ],
  };
};

const answers = (count: number): string => (count === 1 ? '1 answer' : `${count} answers`);
