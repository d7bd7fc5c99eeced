import { readdirSync, readFileSync } from 'node:fs';
import type { Execution, Program, Sandbox } from '../../src/core/index.ts';

export type Mistake = { readonly what: string; readonly execution: Execution };

/** A right and a wrong program, the tests that tell them apart, and where the hostile ones are. */
type Fixtures = {
  readonly folder: string;
  readonly extension: string;
  readonly right: string;
  readonly wrong: string;
  readonly tests: string;
};

const fixtures: Readonly<Record<Program['language'], Fixtures>> = {
  python: {
    folder: './attacks/',
    extension: '.py',
    right: 'def double(x):\n    return x * 2\n',
    wrong: 'def double(x):\n    return x\n',
    tests: "assert double(2) == 4 and double('a') == 'aa'",
  },
  javascript: {
    folder: './js/attacks/',
    extension: '.js',
    right: 'function double(x) { return x + x; }',
    wrong: 'function double(x) { return x; }',
    tests: "assert(double(2) === 4 && double('a') === 'aa');",
  },
};

/** Many attacks are there to meet their deadline. */
const HOSTILE_MS = 700;

const judged = (language: Program['language'], code: string, timeoutMs: number): Program => ({
  language,
  code,
  tests: { prelude: '', code: fixtures[language].tests, entryPoints: ['double'] },
  limits: { timeoutMs, memoryMb: 128, maxOutputBytes: 4096 },
});

/** A right program that takes a moment, and a wrong one. */
export const controls = (language: Program['language']): Readonly<Record<'right' | 'wrong', Program>> => ({
  right: judged(language, fixtures[language].right, 20_000),
  wrong: judged(language, fixtures[language].wrong, 20_000),
});

/** Attack programs by name; `quick` leaves out those that are there to use up time, memory or output. */
export const attackTexts = (
  language: Program['language'],
  quick: boolean,
): readonly (readonly [name: string, text: string])[] => {
  const folder = new URL(fixtures[language].folder, import.meta.url);
  return readdirSync(folder)
    .filter(name => name.endsWith(fixtures[language].extension))
    .filter(name => !quick || !/^(time|memory|output)-|never/.test(name))
    .map(name => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
};

/** Runs `count` programs in one pool at once: hostile, right, hostile, wrong and so on. Tells the wrong verdicts. */
export const alternate = async (
  sandbox: Sandbox,
  language: Program['language'],
  count: number,
  quick: boolean,
): Promise<readonly Mistake[]> => {
  const attacks = attackTexts(language, quick);
  const { right, wrong } = controls(language);
  const runs = Array.from({ length: count }, async (_, index): Promise<readonly Mistake[]> => {
    const hostile = index % 2 === 0;
    const [name = '', text = ''] = attacks[(index / 2) % attacks.length] ?? [];
    const good = index % 4 === 1;
    const execution = await sandbox.run(hostile ? judged(language, text, HOSTILE_MS) : good ? right : wrong);
    const as = hostile
      ? execution.outcome !== 'finished'
      : execution.outcome === (good ? 'finished' : 'raised');
    return as ? [] : [{ what: hostile ? name : good ? 'right' : 'wrong', execution }];
  });
  return (await Promise.all(runs)).flat();
};
