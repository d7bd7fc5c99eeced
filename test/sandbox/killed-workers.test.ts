import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/core/index.ts';
import { rounds } from '../support/thorough.ts';
import { childrenOf, isAlive, until } from './processes.ts';
import { describeAllSandboxes, openSandbox } from './support.ts';

/** At least so many. */
const PROGRAMS = rounds({ usual: 40, thorough: 150 });
const MAX_KILLS = rounds({ usual: 5, thorough: 10 });
const PAUSE_MS = { least: 60, most: 240 };

/** A moment's work, then a right or a wrong answer. */
const codeOf = {
  python: (right: boolean) =>
    `def double(x):\n    for _ in range(200_000): pass\n    return x * ${right ? 2 : 3}\n`,
  javascript: (right: boolean) =>
    `function double(x) { let n = 0; for (let i = 0; i < 1e7; i++) n ^= i; return x * ${right ? 2 : 3}; }`,
} as const;
const testsOf = { python: 'assert double(4) == 8', javascript: 'assert(double(4) === 8);' } as const;

const programOf = (language: Program['language'], right: boolean): Program => ({
  language,
  code: codeOf[language](right),
  tests: { prelude: '', code: testsOf[language], entryPoints: ['double'] },
  limits: { timeoutMs: 20_000, memoryMb: 128, maxOutputBytes: 1000 },
});

describeAllSandboxes((name, language) => {
  describe.runIf(process.platform === 'linux')('a worker that is killed at any moment', () => {
    it('costs at most a re-run, which is marked, and no verdict', async () => {
      const before = new Set(childrenOf(process.pid));
      const sandbox = await openSandbox(name, 2);
      const workers = () => childrenOf(process.pid).filter(pid => !before.has(pid));
      let [kills, reruns, begun, killing] = [0, 0, 0, true];
      const underWay = new Set<number>();
      const ended: { readonly right: boolean; readonly outcome: string }[] = [];
      /** One program after the other, for as long as workers are killed. */
      const lane = async (): Promise<void> => {
        while (killing || begun < PROGRAMS) {
          const place = begun++;
          const right = place % 3 > 0;
          underWay.add(place);
          const execution = await sandbox.run(programOf(language, right));
          underWay.delete(place);
          ended.push({ right, outcome: execution.outcome });
          reruns += execution.reruns ?? 0;
        }
      };
      const running = Promise.all(Array.from({ length: 8 }, lane));
      // A worker that is hit before it is at work costs nothing: on a busy machine that may be most of them.
      while (kills < MAX_KILLS || (reruns === 0 && kills < 20 * MAX_KILLS)) {
        const pauseMs = PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least);
        await new Promise(resolve => setTimeout(resolve, pauseMs));
        const alive = workers();
        const victim = alive[Math.floor(Math.random() * alive.length)];
        if (victim === undefined) continue;
        process.kill(victim, 'SIGKILL');
        kills++;
        // One whose workers die again and again is no longer taken for a victim: what may have been hit ends first.
        const hit = [...underWay];
        await until(() => hit.every(place => !underWay.has(place)), 30_000);
      }
      killing = false;
      await running;
      expect(ended.filter(({ right, outcome }) => outcome !== (right ? 'finished' : 'raised'))).toEqual([]);
      expect(reruns).toBeGreaterThan(0);
      expect(reruns).toBeLessThanOrEqual(kills);
      const last = workers();
      await sandbox.close();
      expect(last.filter(isAlive)).toEqual([]);
    });
  });
});
