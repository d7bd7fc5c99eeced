import { expect, it } from 'vitest';
import type { TryReport } from '../../src/core/index.ts';
import { createProgress } from '../../src/run/progress.ts';
import { createGate } from '../../src/run/rate/gate.ts';
import { shownGate } from '../../src/run/rate/shown-gate.ts';

it('shows how many tries are under way, and how many may be', async () => {
  const progress = createProgress([]);
  const seen: string[] = [];
  const gate = shownGate(createGate({ window: 2 }), progress, () =>
    seen.push(`${progress.inFlight} of ${progress.window}`),
  );
  const [first, second] = [await gate.enter(undefined), await gate.enter(undefined)];
  const third = gate.enter(undefined);
  const report: TryReport = {
    ...{ latencyMs: 1, retryAfterMs: null, limits: null, tokens: null, message: null },
    outcome: 'answered',
  };
  first.leave(report);
  (await third).leave(report);
  second.leave(report);
  expect(seen).toEqual(['1 of 2', '2 of 2', '2 of 2', '2 of 2', '1 of 2', '0 of 2']);
});

it('shows why the last try failed, in a few words that harm no terminal', async () => {
  const progress = createProgress([]);
  const gate = shownGate(createGate({ window: 2 }), progress, () => {});
  const rest = { latencyMs: 1, retryAfterMs: null, limits: null, tokens: null, message: 'a long one' };
  const shown: (string | null)[] = [];
  for (const report of [
    { outcome: 'answered' },
    { outcome: 'broken', brief: 'no usable answer (\u001b[31mtext/html\u0007 instead of\nJSON)' },
    { outcome: 'answered' },
    { outcome: 'throttled' },
    { outcome: 'stopped', brief: 'the connection broke' },
    { outcome: 'lost', brief: 'x'.repeat(1000) },
  ] as const) {
    (await gate.enter(undefined)).leave({ ...rest, ...report });
    shown.push(progress.lastFailure);
  }
  const html = 'no usable answer (text/html instead of JSON)';
  expect(shown).toEqual([null, html, html, 'throttled', 'throttled', `${'x'.repeat(79)}…`]);
});
