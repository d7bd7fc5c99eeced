import { randomInt } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Outcome, runCli, type Started, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { rounds } from '../support/thorough.ts';

const kills = rounds({ usual: 4, thorough: 12, whole: 25 });
const samples = 150 + kills * 50;
const trials = 2;
const total = samples * trials;

/** How often graders answer before they wait for the file `HELD` to go. */
const freely = 200;

/** A benchmark whose graders take a moment each, another for every answer, and write down what they are asked for. */
const writeBenchmark = (folder: string): string => {
  const path = join(folder, 'benchmark.ts');
  const ids = Array.from({ length: samples }, (_, n) => JSON.stringify({ id: String(n) }));
  writeFileSync(join(folder, 'questions.jsonl'), `${ids.join('\n')}\n`);
  writeFileSync(
    path,
    `import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { correct, found, incorrect, jsonl, localFile, text, userTurn } from 'eurus-eval';

let asked = 0;
const held = async () => {
  asked += 1;
  if (asked > ${freely}) while (existsSync(String(process.env.HELD))) await sleep(5);
};

const grader = (name, score) => ({
  title: name,
  version: 1,
  extract: completion => found(completion.text, 'the whole answer'),
  score: async ({ sample, completion, extraction }) => {
    if (process.env.JUDGED !== undefined) appendFileSync(process.env.JUDGED, name + ' ' + completion.key + '\\n');
    await sleep((Number(sample.id) * 7) % 5);
    await held();
    return score(extraction.value, sample.target) ? correct('it is') : incorrect('it is not');
  },
});

export const benchmark = {
  id: 'slow',
  title: 'Slow',
  domain: 'reasoning',
  version: 1,
  dataset: jsonl(localFile(import.meta.url, 'questions.jsonl', 'CC0-1.0'), ${samples}),
  sample: row => ({ id: text(row, 'id'), input: text(row, 'id'), target: 'answer ' + text(row, 'id') }),
  protocols: {
    direct: {
      title: 'as it is',
      generation: { maxTokens: 64, temperature: 0.5, topP: 1, stop: [] },
      prompt: ({ input }) => userTurn(input),
      headline: 'exact',
      graders: {
        exact: grader('exact', (answer, target) => answer === target),
        contains: grader('contains', (answer, target) => answer.includes(target)),
      },
    },
  },
};
`,
  );
  return path;
};

/** Every fourth is wrong, every third says more than the answer; not in the order of the data. */
const writeAnswers = (folder: string): string => {
  const path = join(folder, 'answers.jsonl');
  const rows = Array.from({ length: total }, (_, place) => {
    const id = String((place * 37) % samples);
    const text = place % 4 === 1 ? 'no idea' : `${place % 3 === 2 ? 'It is ' : ''}answer ${id}`;
    return JSON.stringify({ id, text });
  });
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
};

const graders = ['exact', 'contains'] as const;
const verdictsOf = (grader: string): string => join('verdicts', `slow.direct.${grader}.jsonl`);
const unfinished = 'unfinished-score';

/** `<grader> <key>` of every whole line that a killed command has left. */
const judgedIn = (directory: string): ReadonlySet<string> =>
  new Set(
    graders.flatMap(grader => {
      const path = join(directory, unfinished, verdictsOf(grader));
      if (!existsSync(path)) return [];
      const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      return lines.flatMap(line => {
        const { key } = JSON.parse(line);
        return [`${grader} ${key}`];
      });
    }),
  );

const measured: readonly string[] = [
  'duration_ms',
  'cpu_ms',
  'waited_ms',
  'peak_memory_mb',
  'duration_s',
  'created_at',
];

/** Every file of a run directory, line by line, without measured times. */
const contentOf = (directory: string): Readonly<Record<string, readonly string[]>> => {
  const withoutTime = (text: string): string =>
    JSON.stringify(JSON.parse(text, (name, value) => (measured.includes(name) ? undefined : value)));
  const names = readdirSync(directory, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    names.flatMap(name => {
      if (name.endsWith('.json')) return [[name, [withoutTime(readFileSync(join(directory, name), 'utf8'))]]];
      if (!name.endsWith('.jsonl')) return [];
      const lines = readFileSync(join(directory, name), 'utf8').trimEnd().split('\n');
      return [[name, lines.map(withoutTime)]];
    }),
  );
};

const keysIn = (path: string): readonly string[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).key);

/** Lets a command go on until so many more have been asked for, or until a random moment. */
const someWork = async ({ process: child }: Started, log: string, round: number): Promise<void> => {
  const asked = (): number => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length : 0);
  const until = asked() + 1 + randomInt(Math.ceil((2 * total) / kills / 2));
  const deadline = round % 4 === 3 ? performance.now() + randomInt(1500) : Number.POSITIVE_INFINITY;
  while (child.exitCode === null && asked() < until && performance.now() < deadline) await sleep(2);
  await sleep(randomInt(40));
};

/** Lets a command go on until all is judged, and a moment longer: its files take their names then. */
const allWork = async ({ process: child }: Started, directory: string): Promise<void> => {
  while (child.exitCode === null && judgedIn(directory).size < 2 * total) await sleep(1);
  await sleep(randomInt(30));
};

type Scored = { readonly args: readonly string[]; readonly directory: string };

/**
 * Kills a command again and again, then lets it end. All but the last time its graders are held before they are through,
 * so that there is something left to kill, however late the signal comes.
 * @returns how often it was killed before its end
 */
const killAgainAndAgain = async (
  { args, directory }: Scored,
  log: string,
): Promise<{ killed: number; last: Outcome }> => {
  let killed = 0;
  const held = `${log}.held`;
  writeFileSync(held, '');
  for (let round = 0; round < kills; round += 1) {
    const there = judgedIn(directory);
    const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
    const isLast = round === kills - 1;
    const started = startCli(args, { env: { JUDGED: log, ...(isLast ? {} : { HELD: held }) } });
    if (!isLast) await someWork(started, log, round);
    else await allWork(started, directory);
    started.process.kill('SIGKILL');
    const { code } = await started.ended;
    const asked = existsSync(log) ? readFileSync(log, 'utf8').slice(before).split('\n') : [];
    // What stands there is not judged again.
    expect(asked.filter(line => there.has(line))).toEqual([]);
    if (code !== null) break;
    killed += 1;
    const path = join(directory, unfinished, verdictsOf('exact'));
    if (round % 3 === 1 && existsSync(path)) appendFileSync(path, '{"key":"slow.direct/1/0","benchm');
  }
  const there = judgedIn(directory).size;
  const last = await runCli(args, { env: { JUDGED: log } });
  expect(last.code === 0 ? '' : last.stderr).toBe('');
  if (there > 0)
    expect(last.stderr).toMatch(/^Going on: [\d,]+ verdicts? (is|are) there from the same command/m);
  return { killed, last };
};

/** The command that judges the same answers anew where they are kept. */
const scoreOf = ({ directory }: Scored): Scored => ({
  directory,
  args: ['score', directory, ...graded, '--json'],
});

const graded = graders.flatMap(grader => ['--grader', grader]);

/** Kept once without being disturbed, and once to be disturbed. */
const begin = async () => {
  const folder = temporaryFolder();
  const [benchmark, answers] = [writeBenchmark(folder), writeAnswers(folder)];
  const scoring = (name: string, workers: number): Scored => {
    const directory = join(folder, name);
    const flags = ['--out', directory, '--workers', String(workers), '--json', '--model-name', 'm'];
    return { directory, args: ['score', answers, '--benchmark', benchmark, ...graded, ...flags] };
  };
  const calm = scoring('calm', 1);
  const { code, stderr } = await runCli(calm.args);
  expect(code === 0 ? '' : stderr).toBe('');
  return { folder, scoring, calm };
};

describe('a score that is killed anywhere', () => {
  it(`has every verdict once and in order, and what an undisturbed one has, after ${kills} SIGKILLs`, {
    timeout: 300_000 + kills * 8000,
  }, async () => {
    const { folder, scoring, calm } = await begin();
    const disturbed = scoring('killed', 4);
    const { killed } = await killAgainAndAgain(disturbed, join(folder, 'judged.log'));
    expect(killed).toBeGreaterThanOrEqual(kills - 1);
    expect(contentOf(disturbed.directory)).toEqual(contentOf(calm.directory));
    for (const grader of graders) {
      expect(keysIn(join(disturbed.directory, verdictsOf(grader)))).toEqual(
        keysIn(join(disturbed.directory, 'completions', 'slow.direct.jsonl')),
      );
    }
    expect(readdirSync(disturbed.directory).sort()).toEqual(readdirSync(calm.directory).sort());
  });

  it(`leaves the verdicts of a run alone until all is done, after ${kills} SIGKILLs`, {
    timeout: 300_000 + kills * 8000,
  }, async () => {
    const { folder, scoring, calm } = await begin();
    const kept = scoring('run', 4);
    for (const { args } of [kept, scoreOf(calm)]) expect((await runCli(args)).code).toBe(0);
    const again = scoreOf(kept);
    const { last } = await killAgainAndAgain(again, join(folder, 'judged.log'));
    expect(JSON.parse(last.stdout).cells).toHaveLength(2);
    expect(contentOf(kept.directory)).toEqual(contentOf(calm.directory));
  });

  it('says at Ctrl-C that it is gone on with, is, and lets no other command in meanwhile', async () => {
    const { folder, scoring, calm } = await begin();
    const [stopped, log] = [scoring('stopped', 2), join(folder, 'judged.log')];
    const held = join(folder, 'held');
    writeFileSync(held, '');
    const started = startCli(stopped.args, { env: { JUDGED: log, HELD: held } });
    while (judgedIn(stopped.directory).size < 100) await sleep(5);
    const second = await runCli(stopped.args);
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is being written by process'),
    });
    let said = '';
    started.process.stderr?.on('data', (text: string) => {
      said += text;
    });
    started.process.kill('SIGINT');
    while (!said.includes('Stopping') && started.process.exitCode === null) await sleep(5);
    rmSync(held);
    const first = await started.ended;
    expect(first.stderr).toContain('Stopping: finishing what is in flight');
    expectCode(first, 130);
    expect(first.stderr).toContain(
      'Interrupted; what was judged is kept, and the same command goes on from there.',
    );
    expect(readdirSync(stopped.directory)).toEqual([unfinished]);
    const there = judgedIn(stopped.directory);
    const asked = readFileSync(log, 'utf8').length;
    const { code, stderr } = await runCli(stopped.args, { env: { JUDGED: log } });
    expect(code === 0 ? '' : stderr).toBe('');
    expect(stderr).toContain(`Going on: ${there.size.toLocaleString('en')} verdicts are there`);
    const judged = readFileSync(log, 'utf8').slice(asked).trimEnd().split('\n');
    expect(judged).toHaveLength(2 * total - there.size);
    expect(contentOf(stopped.directory)).toEqual(contentOf(calm.directory));
  });
});
