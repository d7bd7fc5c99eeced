import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program, Sandbox } from '../../../src/core/index.ts';
import { busyMs } from '../processes.ts';
import { openJs } from '../support.ts';

const folder = new URL('./attacks/', import.meta.url);
const attacks = readdirSync(folder).filter(name => name.endsWith('.js'));

/** Short where the deadline is to be met; long elsewhere, as the machine may be busy. */
const deadlineOf = (allowed: string): number => {
  if (allowed.includes('timed-out')) return 700;
  return allowed.startsWith('any') ? 8000 : 60_000;
};

const judged = (code: string, timeoutMs = 30_000): Program => ({
  language: 'javascript',
  code,
  tests: {
    prelude: 'function same(left, right) { return Math.abs(left - right) === 0; }',
    code: [
      'assert(double(2) == 4 && Math.abs(-1) === 1);',
      'assert(same(double(2), 4));',
      'assert.equal(await double(2), 4);',
      'assert.deepEqual([double(2)], [4]);',
      "assert.strictEqual(double('a'), 'aa');",
      'assert.deepStrictEqual(double([1]), [1, 1]);',
    ].join('\n'),
    entryPoints: ['double'],
  },
  limits: { timeoutMs, memoryMb: 64, maxOutputBytes: 4096 },
});

/** Right, and only so in an untouched realm. */
const right = `
const clean = Math.abs(-2) === 2 && JSON.stringify([1]) === '[1]' && [1, 2].map(x => x + 1)[1] === 3
  && ({}).outcome === undefined && ({}).ok === undefined && [1].length === 1 && typeof process === 'undefined'
  && (() => 1).call() === 1 && String(new Map([[1, 2]]).get(1)) === '2';
function double(x) {
  if (!clean) return null;
  return typeof x === 'number' ? x * 2 : Array.isArray(x) ? [...x, ...x] : x + x;
}`;
const wrong = 'function double(x) { return x; }';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openJs(1);
});
afterAll(() => sandbox.close());

it.each(attacks)('contains %s', async name => {
  const source = readFileSync(new URL(name, folder), 'utf8');
  const allowed = /^\/\/ Outcome: (.*)$/m.exec(source)?.[1] ?? '';
  const timeoutMs = deadlineOf(allowed);
  // A worker that is still starting after the last attack is not this one's time.
  await sandbox.run(judged(wrong));
  const startedMs = performance.now();
  const attack = await sandbox.run(judged(source, timeoutMs));
  expect(performance.now() - startedMs).toBeLessThan(timeoutMs + busyMs);
  expect(attack.outcome, attack.error?.message).not.toBe('finished');
  if (!allowed.startsWith('any')) expect(allowed.split('|'), attack.error?.message).toContain(attack.outcome);
  expect(attack.missingModule).toBeNull();
  expect(attack.error?.message).toBeTruthy();
  expect((attack.error?.message ?? '').length).toBeLessThanOrEqual(1000);
  expect(attack.stdout.length).toBeLessThanOrEqual(4096);

  const control = await sandbox.run(judged(right));
  expect(control, 'a right program afterwards').toMatchObject({ outcome: 'finished' });
  const other = await sandbox.run(judged(wrong));
  expect(other, 'a wrong program afterwards').toMatchObject({ outcome: 'raised' });
});
