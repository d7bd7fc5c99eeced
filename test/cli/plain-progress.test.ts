import { describe, expect, it } from 'vitest';
import { plainProgress } from '../../src/cli/plain-progress.ts';
import { waits } from '../../src/cli/waits.ts';
import type { RecentRates } from '../../src/report/index.ts';
import { createProgress } from '../../src/run/progress.ts';

const recent: RecentRates = { done: 5, inputTokens: 0, outputTokens: 0, meter: [], left: 20 };

/** A log, and a clock that goes on by steps of 200 ms. */
const start = () => {
  const lines: string[] = [];
  const progress = createProgress(['a.cot', 'b.cot']);
  const { look, noticed } = plainProgress(text => lines.push(text), 0);
  const waiting = waits();
  let nowMs = 0;
  const pass = (seconds: number): void => {
    for (const end = nowMs + seconds * 1000; nowMs < end; ) {
      nowMs += 200;
      look(progress, recent, waiting.at(progress, null, {}, nowMs), nowMs);
    }
  };
  const finish = (index: number, scored: number): void => {
    const task = progress.tasks[index];
    if (task === undefined) throw new Error('no such task');
    for (const counts of [task, progress]) {
      counts.planned += scored;
      counts.generated += scored;
      counts.scored += scored;
      counts.correct += scored / 2;
    }
  };
  return { lines, progress, pass, finish, notice: () => noticed(nowMs) };
};

describe('progress in a log', () => {
  it('says nothing of what is over in ten seconds', () => {
    const { lines, finish, pass } = start();
    pass(1);
    finish(0, 10);
    finish(1, 10);
    pass(8);
    expect(lines).toEqual([]);
  });

  it('prints a line every ten seconds, and one for each benchmark that is finished', () => {
    const { lines, progress, finish, pass } = start();
    pass(1);
    finish(0, 10);
    progress.planned += 100;
    pass(24);
    finish(1, 20);
    pass(1);
    expect(lines).toEqual([
      'a.cot finished: 50.0 % [23.7, 76.3] of 10',
      '10/110 9 %  correct 50.0 %  ETA 20 s  5.0/s',
      '10/110 9 %  correct 50.0 %  ETA 20 s  5.0/s',
      'b.cot finished: 50.0 % [29.9, 70.1] of 20',
    ]);
  });

  it('does not tell anew what earlier commands had finished', () => {
    const { lines, progress, finish, pass } = start();
    pass(1);
    finish(0, 10);
    progress.resumed = 10;
    pass(12);
    expect(lines.join()).not.toContain('finished');
  });

  it('tells when a wait begins and how long it was, once, whatever numbers it shows', () => {
    const { lines, progress, pass } = start();
    for (let left = 6; left > 0; left -= 1) {
      progress.state = `waiting for the server: ${left} tries left`;
      pass(1);
    }
    progress.state = null;
    pass(1);
    expect(lines).toEqual(['Waiting for the server: 4 tries left', 'Going on after 6 s of waiting.']);
  });

  it('leaves a wait to the pipeline that has told of it', () => {
    const { lines, progress, pass, notice } = start();
    notice();
    progress.state = 'waiting for the server: connection refused';
    pass(5);
    progress.state = null;
    pass(1);
    expect(lines).toEqual([]);
  });

  it('is silent about a moment', () => {
    const { lines, progress, pass } = start();
    for (let time = 0; time < 5; time += 1) {
      progress.state = 'starting the sandbox';
      pass(1);
      progress.state = null;
      pass(1);
    }
    expect(lines.filter(line => /start|going/i.test(line))).toEqual([]);
  });
});

describe('what holds the work up', () => {
  const none = createProgress(['a']);

  it('is the wish to stop before all else, then the state, then what comes before the work', () => {
    const waiting = waits();
    const drain = AbortSignal.abort();
    const progress = { ...none, inFlight: 1, state: 'rate limited', resumesAtMs: 99 };
    expect(waiting.at(null, 'reading the data', {}, 1)).toMatchObject({
      text: 'reading the data',
      sinceMs: 1,
    });
    expect(waiting.at(progress, 'reading the data', {}, 2)).toEqual({
      text: 'rate limited',
      sinceMs: 2,
      untilMs: 99,
    });
    expect(waiting.at(progress, null, { drain }, 3)).toEqual({
      text: 'finishing 1 request in flight (Ctrl-C again drops it)',
      sinceMs: 3,
      untilMs: null,
    });
    expect(waiting.at(progress, null, { drain, abort: drain }, 4)?.text).toBe('stopping now');
    expect(waiting.at(none, 'reading the data', {}, 5)).toBeNull();
  });

  it('lasts on while only its numbers change', () => {
    const waiting = waits();
    for (const [nowMs, inFlight] of [3, 2, 1].entries()) {
      const drain = AbortSignal.abort();
      expect(waiting.at({ ...none, inFlight }, null, { drain }, nowMs)?.sinceMs).toBe(inFlight === 1 ? 2 : 0);
    }
  });
});
