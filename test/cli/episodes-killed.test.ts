import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { questionIn, readyAtTurn, startServer, turnIn } from '../../src/scripted/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeEpisodes } from '../support/outside-episodes.ts';
import { rounds } from '../support/thorough.ts';

const kills = rounds({ usual: 6, thorough: 10, whole: 20 });
/** Requests that a command gets answers to before it is killed: until that is decided, and then until it comes about. */
const before = { decided: 6, killed: 6 };

const placeOf = (question: string): number => Number(question.split(' ').at(-1));
/** From 1 to 6 turns: every sixth sample has no answer in five. */
const turnFor = (question: string): number => 1 + (placeOf(question) % 6);

/**
 * Counts how often each turn of each question was asked for. Answers so many requests as it may, and lets others wait:
 * however late a kill comes, there is work left.
 */
const startCounting = async (latencyMs: number) => {
  const asked = new Map<string, number>();
  const may = { answer: Number.POSITIVE_INFINITY };
  let answered = 0;
  const answer = readyAtTurn({
    turnFor,
    before: (_question, turn) => (turn === 2 ? 'answer: a guess' : 'let me think'),
    answer: question => `answer: ${question.replace('question', 'answer')}`,
  });
  const server = await startServer({
    models: ['m'],
    latencyMs,
    answer: async request => {
      const name = `${questionIn(request)} ${turnIn(request)}`;
      asked.set(name, (asked.get(name) ?? 0) + 1);
      answered += 1;
      for (const place = answered; place > may.answer; ) await sleep(5);
      return answer(request);
    },
  });
  return { server, asked, may };
};

const command = (benchmark: string, url: string, folder: string, name: string, concurrency: number) => [
  ...['run', benchmark, '--model', 'vllm/m', '--base-url', url, '--concurrency', String(concurrency)],
  ...['--results', folder, '--run-name', name, '--json'],
];

const withoutTime = (json: string): unknown =>
  JSON.parse(json, (key, value) => (key === 'duration_s' || key === 'latency_ms' ? undefined : value));

const linesOf = (...path: readonly string[]): readonly Record<string, unknown>[] =>
  readFileSync(join(...path), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

const turnsIn = (directory: string): readonly string[] =>
  readdirSync(join(directory, 'turns'))
    .flatMap(name => linesOf(directory, 'turns', name))
    .map(({ key, turn, record }) => `${key} ${turn} ${record}`)
    .sort();

describe('episodes whose program is killed', () => {
  it.each([1, 4])(
    `lose at most the turns under way, ${kills} times with %i at once`,
    {
      timeout: 300_000 + kills * 8000,
    },
    async concurrency => {
      const folder = temporaryFolder();
      // Six samples take 20 turns: more than all commands that are killed get answers to.
      const count = 6 * Math.ceil((kills * (before.decided + before.killed)) / 20 + 1);
      const benchmark = writeEpisodes(folder, 'talks', count);
      const { server, asked, may } = await startCounting(12);
      try {
        const args = (name: string) => command(benchmark, server.url, folder, name, concurrency);
        const calm = await runCli(args('calm'));
        expectCode(calm, 0);
        const needed = server.requests();
        expect(new Set(asked.values())).toEqual(new Set([1]));
        asked.clear();
        for (let kill = 0; kill < kills; kill += 1) {
          const until = server.requests() + 1 + randomInt(before.decided);
          may.answer = until + before.killed;
          const started = startCli(args('killed'));
          while (started.process.exitCode === null && server.requests() < until) await sleep(2);
          await sleep(randomInt(30));
          started.process.kill('SIGKILL');
          expect((await started.ended).code).toBeNull();
        }
        may.answer = Number.POSITIVE_INFINITY;
        const last = await runCli(args('killed'));
        expectCode(last, 0);
        expect(withoutTime(last.stdout)).toEqual(withoutTime(calm.stdout));
        const directory = join(folder, 'killed');
        expect(turnsIn(directory)).toEqual(turnsIn(join(folder, 'calm')));
        const again = [...asked.values()].reduce((sum, times) => sum + times - 1, 0);
        expect(asked.size).toBe(needed);
        expect(again).toBeLessThanOrEqual(kills * concurrency);
      } finally {
        may.answer = Number.POSITIVE_INFINITY;
        await server.close();
      }
    },
  );
});

describe('a server that needs a known number of turns', () => {
  it('has exactly the success rate at turn k that it ought to have, k = 1 to 5', async () => {
    const folder = temporaryFolder();
    const benchmark = writeEpisodes(folder, 'talks', 30);
    const { server } = await startCounting(0);
    try {
      const names = protocols.map(name => `${benchmark}#${name}`);
      const [first = '', ...others] = names;
      const args = command(first, server.url, folder, 'rates', 8);
      const { code, stdout, stderr } = await runCli([...args.slice(0, 2), ...others, ...args.slice(2)]);
      expectCode({ code, stderr }, 0);
      const { cells } = JSON.parse(stdout);
      for (const [index, name] of protocols.entries()) {
        const k = index + 1;
        const cell = cells.find(({ protocol }: { protocol: string }) => protocol === name);
        expect(cell.metrics['pass@1'].value).toBe(solvedWithin(k) / 30);
        for (let turn = 1; turn <= k; turn += 1) {
          expect(cell.metrics[`within@${turn}`].value).toBe(solvedWithin(turn) / 30);
        }
        expect(cell.metrics[`within@${k + 1}`]).toBeUndefined();
      }
    } finally {
      await server.close();
    }
  });
});

/** Of one turn at most, of two, … */
const protocols = ['one', 'two', 'three', 'four', 'five'];

const solvedWithin = (k: number): number =>
  Array.from({ length: 30 }, (_, place) => turnFor(`q ${place}`)).filter(turn => turn <= k).length;
