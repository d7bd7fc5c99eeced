import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { boxed } from '../../src/extract/index.ts';
import { equal } from '../../src/math/index.ts';
import { humanevalReferences } from '../../test/support/reference-programs.ts';

/** Writes rows, a few thousand at a time, so that no file is too large. */
const writeRows = (path: string, count: number, rowOf: (at: number) => object): void => {
  const file = openSync(path, 'w');
  const each = 5000;
  for (let from = 0; from < count; from += each) {
    const length = Math.min(each, count - from);
    const lines = Array.from({ length }, (_, at) => `${JSON.stringify(rowOf(from + at))}\n`);
    writeSync(file, lines.join(''));
  }
  closeSync(file);
};

const gsm8kSamples = 1319;

/** A few hundred texts of three hundred characters; few answers, as comparing them for votes is not what is measured. */
const texts = Array.from({ length: 400 }, (_, at) => {
  const step = `Step ${at}: there are ${at} apples and ${(at * 7) % 13} pears, so we add them and find the sum. `;
  return `${step.repeat(3)}The answer is ${at % 5}`;
});

/** Answers to GSM8K: as many trials of each sample as make so many rows. */
export const writeWords = (path: string, rows: number): void =>
  writeRows(path, rows, at => ({
    id: String(at % gsm8kSamples),
    text: texts[(at * 7919) % texts.length],
  }));

/**
 * The reference solutions of HumanEval's tasks, so many times.
 * @param step only every so-manieth task
 * @returns how many rows
 */
export const writePrograms = (path: string, dataDirectory: string, times: number, step = 1): number => {
  const references = humanevalReferences(dataDirectory).filter((_, at) => at % step === 0);
  writeRows(path, times * references.length, at => {
    const reference = references[at % references.length];
    return { task_id: reference?.id, solution: reference?.program.code };
  });
  return times * references.length;
};

type MathRow = { readonly idx: number; readonly solution: string };

/** Those that take longest to be compared: with the others reading and writing would be most of the work. */
const hardest = 100;

/** The answers of MATH that are hardest to compare, in another spelling, which is to be read and worked out. */
export const writeFormulas = (path: string, dataDirectory: string, rows: number): number => {
  const golds = gunzipSync(readFileSync(join(dataDirectory, 'math', 'test.jsonl.gz')))
    .toString()
    .trim()
    .split('\n')
    .flatMap(line => {
      const { idx, solution } = JSON.parse(line) as MathRow;
      const found = boxed(solution);
      return found.found ? [{ id: String(idx), gold: found.value, ms: msOf(found.value) }] : [];
    })
    .sort((a, b) => b.ms - a.ms)
    .slice(0, hardest);
  writeRows(path, rows, at => {
    const { id = '', gold = '' } = golds[at % golds.length] ?? {};
    return { id, text: `So it is \\boxed{${respelled(gold)}}.` };
  });
  return rows;
};

/** The least of several times: what else the machine does is in the others. */
const msOf = (gold: string): number =>
  Math.min(
    ...Array.from({ length: 3 }, () => {
      const startedMs = performance.now();
      equal(gold, respelled(gold), { textFirst: false });
      return performance.now() - startedMs;
    }),
  );

const respelled = (gold: string): string => `0 + ${gold.replaceAll('\\frac', '\\dfrac')}`;
