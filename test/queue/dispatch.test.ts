import { describe, expect, it } from 'vitest';
import { dispatch } from '../../src/queue/dispatch.ts';
import type { Joined } from '../../src/queue/joined-run.ts';
import type { Taken } from '../../src/queue/taker.ts';
import { until } from './fixture.ts';

describe('a worker that asks for batches', () => {
  it('asks again when a question got lost, and puts back what comes later', async () => {
    const [worked, back]: [string[], string[]] = [[], []];
    const batchOf = (id: string): Taken => ({
      ...{ id, data: null, done: async () => {} },
      putBack: async () => void back.push(id),
    });
    const lost = Promise.withResolvers<Taken | null>();
    const answers: (Promise<Taken | null> | Taken)[] = [lost.promise, batchOf('b2')];
    const run: Joined = {
      next: async () => answers.shift() ?? null,
      work: ({ id }) => {
        worked.push(id);
        return { judged: Promise.resolve(), settled: Promise.resolve() };
      },
      close: async () => {},
    };
    const stop = new AbortController();
    const work = dispatch({
      ...{ runs: new Map([['run', run]]), slots: 1, stop: stop.signal, answerMs: 20 },
      onProblem: line => {
        throw new Error(line);
      },
    });
    await until(() => worked.length > 0);
    lost.resolve(batchOf('b1'));
    await until(() => back.length > 0);
    stop.abort();
    await work.ended;
    expect({ worked, back }).toEqual({ worked: ['b2'], back: ['b1'] });
  });
});
