import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { native } from '../../sandbox/native/host.ts';
import { questionIn, startServer, turnIn } from '../../src/scripted/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeEpisodes } from '../support/outside-episodes.ts';
import { describeWith } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';

/** Turns in which the program is killed, each time in a run of its own. */
const killedIn = [3, 2, 4].slice(0, rounds({ usual: 1, thorough: 3 }));

/** Each reply builds on what the cells before it have left. */
const replies = [
  'code: import math\nbox = [math.factorial(5)]\nbox',
  'code: box.append(len(box))\nraise ValueError(box)',
  'code: box = [twice(x) for x in box]\nprint(*box)',
  'code: box + [twice(21)]',
  'answer: none',
];

const startModel = async () => {
  const asked = new Map<string, number>();
  const server = await startServer({
    models: ['m'],
    latencyMs: 40,
    answer: request => {
      const name = `${questionIn(request)} ${turnIn(request)}`;
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return replies[turnIn(request) - 1] ?? 'answer: none';
    },
  });
  return { server, asked };
};

type TurnLine = {
  readonly key: string;
  readonly turn: number;
  readonly record: string;
  readonly observation?: string;
  readonly next?: string | null;
};

/** What was seen in each turn. */
const seenIn = (directory: string): readonly string[] =>
  readFileSync(join(directory, 'turns', 'cells.five.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): TurnLine => JSON.parse(line))
    .filter(({ record }) => record === 'effect')
    .map(({ key, turn, observation, next }) => `${key} ${turn} ${observation} ${next}`)
    .sort();

describeWith('the native sandbox (Linux with bubblewrap and Python 3)', (await native.check()).available)(
  'episodes in a real sandbox',
  () => {
    it.each(['native', 'wasm'])(
      'have the state of their cells again after a SIGKILL, in %s',
      async sandbox => {
        const folder = temporaryFolder();
        const benchmark = writeEpisodes(folder, 'cells', 4, true);
        const { server, asked } = await startModel();
        try {
          const args = (name: string): readonly string[] => [
            ...['run', benchmark, '--model', 'vllm/m', '--base-url', server.url, '--sandbox', sandbox],
            ...['--concurrency', '4'],
            ...['--results', folder, '--run-name', name, '--json'],
          ];
          const calm = await runCli(args('calm'));
          expectCode(calm, 0);
          const needed = asked.size;
          for (const turn of killedIn) {
            asked.clear();
            const name = `killed-${turn}`;
            const started = startCli(args(name));
            const reached = (): boolean => [...asked.keys()].some(key => key.endsWith(` ${turn}`));
            while (!reached() && started.process.exitCode === null) await sleep(2);
            started.process.kill('SIGKILL');
            expect((await started.ended).code).toBeNull();
            const last = await runCli(args(name));
            expectCode(last, 0);
            expect(seenIn(join(folder, name))).toEqual(seenIn(join(folder, 'calm')));
            expect(asked.size).toBe(needed);
            expect(Math.max(...asked.values())).toBeLessThanOrEqual(2);
          }
          expect(seenIn(join(folder, 'calm')).join('\n')).toContain(' 4 4||[240, 2, 42]|');
        } finally {
          await server.close();
        }
      },
    );
  },
);
