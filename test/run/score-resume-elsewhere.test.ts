import { describe, expect, it } from 'vitest';
import type { SandboxFacts } from '../../src/core/index.ts';
import type { OpenJudging } from '../../src/run/index.ts';
import { createScoring } from '../../src/run/scoring.ts';
import { fakeSandbox } from './fakes.ts';
import { json } from './files.ts';
import { taskOf, total, waysToScore } from './stoppable-score.ts';

/** Judges as a queue does whose workers have a sandbox: says so with the first verdict, and what it was asked for. */
const elsewhere =
  (python: string, asked: unknown[]): OpenJudging =>
  async ({ sandbox, onSandbox, halt }) => {
    asked.push(sandbox);
    let facts: SandboxFacts | null = null;
    const execute = fakeSandbox().run;
    return {
      scoring: record =>
        createScoring({
          ...{ execute, concurrency: 4, halt },
          record: async (verdict, job) => {
            const isFirst = facts === null;
            facts = { name: 'native', python };
            if (isFirst) await onSandbox?.(facts);
            await record(verdict, job);
          },
        }),
      prepare: async () => true,
      sandbox: () => facts,
      close: async () => {},
    };
  };

describe.each(waysToScore)('scoring %s elsewhere', (_name, start) => {
  it('asks for the sandbox in which the verdicts were given that are there', async () => {
    const { judged, said, score, directory } = await start();
    const tasks = [taskOf(judged, {}, ['exact', 'runs'])];
    const asked: unknown[] = [];
    const openJudging = elsewhere('3.1.0', asked);
    await score({ tasks, openJudging }, 20);
    await score({ tasks, openJudging }, 40);
    await score({ tasks, openJudging });
    const before = { name: 'native', python: '3.1.0', slowdown: 1 };
    expect(asked).toEqual([null, before, before]);
    expect(judged).toHaveLength(total);
    expect(said.filter(line => line.startsWith('Going on: '))).toHaveLength(2);
    expect(await json(directory, 'run.json')).toMatchObject({ environment: { sandbox: before } });
  });

  it('begins anew where another kind of sandbox is asked for', async () => {
    const { judged, said, score } = await start();
    const tasks = [taskOf(judged, {}, ['exact', 'runs'])];
    const asked: unknown[] = [];
    await score({ tasks, openJudging: elsewhere('3.1.0', asked) }, 20);
    const before = judged.length;
    await score({ tasks, openJudging: elsewhere('3.1.0', asked), sandboxName: 'wasm' });
    expect(asked).toEqual([null, null]);
    expect(judged).toHaveLength(before + total);
    expect(said).toEqual([expect.stringContaining('is of other work (sandbox ')]);
  });
});
