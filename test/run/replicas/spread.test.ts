import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freshDirectory } from '../fakes.ts';
import { records } from '../files.ts';
import { replicas, runReplicas, type SeededServer, seededServer } from './servers.ts';

/** What stands in requests, whoever got them and in whatever order. */
const bodiesOf = (...servers: readonly SeededServer[]): readonly string[] =>
  servers.flatMap(({ asked }) => asked.map(({ body }) => JSON.stringify(body))).sort();

describe('requests that several servers share', () => {
  it('are those that one server gets, each once, and so is the table', async () => {
    const [alone, one, other] = [await seededServer(), await seededServer(), await seededServer()];
    const single = await runReplicas(alone.url);
    const several = await runReplicas(replicas(one.url, other.url));
    expect(bodiesOf(one, other)).toEqual(bodiesOf(alone));
    expect(several.keys).toEqual(single.keys);
    expect(several.cells).toEqual(single.cells);
    expect(Math.min(one.asked.length, other.asked.length)).toBeGreaterThan(50);
  });

  it('are the same when answers are streamed', async () => {
    const [one, other] = [await seededServer(), await seededServer()];
    const whole = await runReplicas(one.url, { trials: 5 });
    const streamed = await runReplicas(replicas(one.url, other.url), { trials: 5, stream: true });
    expect(other.asked.length).toBeGreaterThan(10);
    expect(streamed.cells).toEqual(whole.cells);
  });

  it('go to one that answers slowly less often', async () => {
    const quick = await seededServer({ latencyMs: 2 });
    // As slow as twenty requests to the other one take, on whatever machine; at the end no more come.
    const slow = await seededServer({}, async () => {
      const before = quick.asked.length;
      for (let idle = 0, seen = before; idle < 20 && quick.asked.length < before + 20; await sleep(10)) {
        idle = quick.asked.length === seen ? idle + 1 : 0;
        seen = quick.asked.length;
      }
      return false;
    });
    const { result } = await runReplicas(replicas(quick.url, slow.url), { concurrency: 8 });
    expect(result.unscored).toBe(0);
    expect(quick.asked.length).toBeGreaterThan(3 * slow.asked.length);
  });

  it('go by weight to servers that are alike', async () => {
    const [heavy, light] = [await seededServer({ latencyMs: 25 }), await seededServer({ latencyMs: 25 })];
    await runReplicas(
      [
        { url: heavy.url, weight: 3 },
        { url: light.url, weight: 1 },
      ],
      { concurrency: 16, trials: 20 },
    );
    expect(heavy.asked.length).toBeGreaterThan(2 * light.asked.length);
    expect(light.asked.length).toBeGreaterThan(0);
  });

  it('are never more at once than --concurrency says, over all', async () => {
    let [now, most] = [0, 0];
    const answer = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(resolve => setTimeout(resolve, 5));
      now -= 1;
      return 'no';
    };
    const servers = [
      await seededServer({}, answer),
      await seededServer({}, answer),
      await seededServer({}, answer),
    ];
    await runReplicas(replicas(...servers.map(({ url }) => url)), { concurrency: 2, trials: 2 });
    expect(most).toBe(2);
    expect(servers.map(({ asked }) => asked.length > 0)).toEqual([true, true, true]);
  });

  it('are drawn together (n) by each of them', async () => {
    const [one, other] = [await seededServer(), await seededServer()];
    const { result, keys } = await runReplicas(replicas(one.url, other.url), { seed: null, trials: 16 });
    const all = [...one.asked, ...other.asked];
    expect(all.some(({ n }) => n > 1)).toBe(true);
    expect(all.filter(({ choice }) => choice === 0).reduce((sum, { n }) => sum + n, 0)).toBe(keys.length);
    const answered = result.endpoints?.reduce((sum, endpoint) => sum + endpoint.answered, 0);
    expect(answered).toBe(keys.length);
  });

  it('leave in each completion which of them answered; with one server nothing is said of it', async () => {
    const [one, other] = [await seededServer(), await seededServer()];
    const directory = join(await freshDirectory(), 'several');
    await runReplicas(replicas(one.url, other.url), { directory, trials: 3 });
    const several = await records(directory, 'completions', 'gsm8k.cot.jsonl');
    expect(new Set(several.map(({ endpoint }) => endpoint))).toEqual(new Set([one.url, other.url]));
    const alone = join(await freshDirectory(), 'alone');
    await runReplicas(one.url, { directory: alone, trials: 3 });
    const single = await records(alone, 'completions', 'gsm8k.cot.jsonl');
    expect(single.some(record => 'endpoint' in record)).toBe(false);
  });
});
