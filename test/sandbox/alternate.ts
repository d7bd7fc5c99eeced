import { readdirSync, readFileSync } from 'node:fs';
import type { Execution, Program, Sandbox } from '../../src/core/index.ts';

export type Mistake = { readonly what: string; readonly execution: Execution };

const tests = {
  prelude: '',
  code: "assert double(2) == 4 and double('a') == 'aa'",
  entryPoints: ['double'],
};
const right = 'def double(x):\n    return x * 2\n';
const wrong = 'def double(x):\n    return x\n';
const judged = (code: string, timeoutMs: number): Program => ({
  language: 'python',
  code,
  tests,
  limits: { timeoutMs, memoryMb: 128, maxOutputBytes: 4096 },
});

/** Attack programs by name; `quick` leaves out those that are there to use up time, memory or output. */
export const attackTexts = (quick: boolean): readonly (readonly [name: string, text: string])[] => {
  const folder = new URL('./attacks/', import.meta.url);
  return readdirSync(folder)
    .filter(name => name.endsWith('.py'))
    .filter(name => !quick || !/^(time|memory|output)-/.test(name))
    .map(name => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
};

/** Runs `count` programs in one pool at once: hostile, right, hostile, wrong and so on. Tells the wrong verdicts. */
export const alternate = async (
  sandbox: Sandbox,
  attacks: ReturnType<typeof attackTexts>,
  count: number,
): Promise<readonly Mistake[]> => {
  const runs = Array.from({ length: count }, async (_, index): Promise<readonly Mistake[]> => {
    const hostile = index % 2 === 0;
    const [name = '', text = ''] = attacks[(index / 2) % attacks.length] ?? [];
    const good = index % 4 === 1;
    const program = hostile ? judged(text, 1500) : judged(good ? right : wrong, 20_000);
    const execution = await sandbox.run(program);
    const as = hostile
      ? execution.outcome !== 'finished'
      : execution.outcome === (good ? 'finished' : 'raised');
    return as ? [] : [{ what: hostile ? name : good ? 'right' : 'wrong', execution }];
  });
  return (await Promise.all(runs)).flat();
};
