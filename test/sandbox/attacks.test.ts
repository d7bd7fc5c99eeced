import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { openWasm } from './support.ts';

const folder = new URL('./attacks/', import.meta.url);
const attacks = readdirSync(folder).filter(name => name.endsWith('.py'));

/** Short for those that are to meet their deadline; long for the others, as the machine may be busy. */
const deadlineOf = (name: string, allowed: string) =>
  name.startsWith('time-') || allowed.includes('timed-out') ? 700 : 8000;

const judged = (code: string, timeoutMs = 8000): Program => ({
  language: 'python',
  code,
  tests: {
    prelude: 'def same(left, right):\n    return abs(left - right) == 0\n',
    code: [
      'assert double(2) == 4 and abs(-1) == 1',
      'assert same(double(2), 4)',
      'assert double([1]) == [1, 1]',
      "assert double('a') == 'aa'",
      'assert isinstance(double(2), int)',
    ].join('\n'),
    entryPoints: ['double'],
  },
  limits: { timeoutMs, memoryMb: 128, maxOutputBytes: 4096 },
});

/** Right, and only so in an untouched world. */
const rightInCleanWorld = `
import builtins, json, os, random, re, sys
clean = (
    os.listdir('.') == [] and os.listdir('/tmp') == [] and os.getcwd() == '/home/guest'
    and isinstance(1, int) and len([1]) == 1 and abs(-2) == 2 and json.dumps([1]) == '[1]'
    and builtins.compile('1', 'x', 'eval') is not None and sys.gettrace() is None
    and sys.getrecursionlimit() == 1000 and 'json' in sys.modules and re.match('a', 'a')
    and os.path.getsize('/lib/python314.zip') > 10 ** 6 and round(random.random(), 3) == RANDOM
)
def double(x):
    return x * 2 if clean else None
`;
const wrong = 'def double(x):\n    return x\n';

let sandbox: Sandbox;
let right: Program;
beforeAll(async () => {
  sandbox = await openWasm(1);
  const script = 'import random\nprint(round(random.random(), 3))';
  const { stdout } = await sandbox.run({ language: 'python', code: script, limits: judged('').limits });
  right = judged(rightInCleanWorld.replace('RANDOM', stdout.trim()));
});
afterAll(() => sandbox.close());

it.each(attacks)('contains %s', async name => {
  const source = readFileSync(new URL(name, folder), 'utf8');
  const allowed = /^# Outcome: (.*)$/m.exec(source)?.[1] ?? '';
  const timeoutMs = deadlineOf(name, allowed);
  const startedMs = performance.now();
  const attack = await sandbox.run(judged(source, timeoutMs));
  expect(performance.now() - startedMs).toBeLessThan(timeoutMs + 1000);
  expect(attack.outcome, attack.error?.message).not.toBe('finished');
  if (!allowed.startsWith('any')) expect(allowed.split('|'), attack.error?.message).toContain(attack.outcome);
  expect(attack.error?.message).toBeTruthy();
  expect((attack.error?.message ?? '').length).toBeLessThanOrEqual(1000);
  expect(attack.stdout.length).toBeLessThanOrEqual(4096);

  const control = await sandbox.run(right);
  expect(control, 'a right program afterwards').toMatchObject({ outcome: 'finished' });
  const other = await sandbox.run(judged(wrong));
  expect(other, 'a wrong program afterwards').toMatchObject({ outcome: 'raised' });
});
