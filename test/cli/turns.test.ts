import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findBenchmark } from '../../benchmarks/index.ts';
import { resolveTasks } from '../../src/cli/tasks.ts';
import type { Benchmark, Cell, Sample, Summary } from '../../src/core/index.ts';
import { dataDirectory as openData } from '../../src/dataset/index.ts';
import { type Answer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { startTurnsServer } from '../support/turns-server.ts';

const first = 12;
/** Right at turns 1 to 6: the last is never reached in five. */
const turnOf = (index: number): number => 1 + (index % 6);

const startModel = async (names: readonly string[], more: object = {}) => {
  const tasks = resolveTasks({ names, turns: [5] });
  const server = await startTurnsServer({ tasks, first, turnOf, ...more });
  onTestFinished(() => server.close());
  return server;
};

const startCritic = async (answer: Answer = () => 'Look at the second step again.') => {
  const asked: ScriptedRequest[] = [];
  const server = await startServer({
    answer: request => {
      asked.push(request);
      return answer(request);
    },
  });
  onTestFinished(() => server.close());
  return { ...server, asked };
};

const run = (url: string, folder: string, ...args: readonly string[]) =>
  runHere([
    ...[
      'run',
      ...(args.includes('--limit') ? [] : ['--limit', String(first)]),
      ...args,
      '--model',
      'vllm/turns',
      '--base-url',
      url,
    ],
    ...['--data-dir', dataDirectory, '--results', folder, '--run-name', 'r', '--json', '--quiet'],
  ]);

const cellsIn = (stdout: string): ReadonlyMap<string, Cell> =>
  new Map((JSON.parse(stdout) as Summary).cells.map(cell => [cell.protocol, cell]));

/** Share of the samples that are right by turn k. */
const rightBy = (k: number): number =>
  Array.from({ length: first }, (_, index) => turnOf(index)).filter(turn => turn <= k).length / first;

const recordsIn = (folder: string, ...path: readonly string[]) =>
  readFileSync(join(folder, 'r', ...path), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

describeWithData('turns for a benchmark of one turn', () => {
  it('give the exact success rate at every turn, as separate runs and within one', async () => {
    const [model, folder] = [await startModel(['gsm8k.cot']), temporaryFolder()];
    const { code, stdout, stderr } = await run(model.url, folder, 'gsm8k.cot', '--turns', '1-5');
    expectCode({ code, stderr }, 0);
    const cells = cellsIn(stdout);
    for (let k = 1; k <= 5; k += 1) {
      expect(cells.get(`cot-turns${k}`)?.metrics['pass@1']?.value).toBeCloseTo(rightBy(k), 12);
      expect(cells.get('cot-turns5')?.metrics[`within@${k}`]?.value).toBeCloseTo(rightBy(k), 12);
    }
    const fail = await run(model.url, folder, 'gsm8k.cot', '--turns', '5', '--fail-under', 'within@5=0.9');
    expectCode(fail, 100);
    const never = await run(model.url, folder, 'gsm8k.cot', '--turns', '5', '--fail-under', 'within@6=0.9');
    expect(never.stderr).toContain('It will have: pass@1, within@1 to within@5');
    const scored = await runHere([
      ...['score', join(folder, 'r'), '--data-dir', dataDirectory, '--json', '--quiet'],
    ]);
    for (const [name, { metrics }] of cellsIn(scored.stdout)) {
      expect(metrics).toEqual(cells.get(name)?.metrics);
    }
    const drawn = await runHere(['plot', join(folder, 'r'), '--figure', 'success-at-turn']);
    expect(drawn.stderr).toBe('');
    for (let k = 1; k <= 5; k += 1) {
      const percent = (100 * rightBy(k)).toFixed(1);
      for (const metric of ['success@k', 'within@k']) {
        expect(drawn.stdout).toContain(`turns, ${metric} at k = ${k}: ${percent} %, 95 % interval`);
      }
    }
  });

  it('show the observation and never the gold answer', async () => {
    const [model, folder] = [await startModel(['gsm8k.cot']), temporaryFolder()];
    await run(model.url, folder, 'gsm8k.cot', '--turns', '5');
    const later = model.asked.filter(({ messages }) => messages.length > 1);
    const turns = Array.from({ length: first }, (_, index) => Math.min(5, turnOf(index)) - 1);
    expect(later.length).toBe(turns.reduce((sum, count) => sum + count, 0));
    for (const { messages } of later) {
      expect(messages.map(({ role }) => role)).toEqual(
        messages.map((_, i) => (i % 2 ? 'assistant' : 'user')),
      );
      const left = 6 - (messages.length + 1) / 2;
      expect(messages.at(-1)?.content).toBe(
        `Observation:\nYour answer is wrong.\n\nYou have ${left} ${left === 1 ? 'turn' : 'turns'} left.`,
      );
    }
  });

  it('let programs fail without telling the tests, and start nothing for the model', async () => {
    const [model, critic, folder] = [await startModel(['mbpp.code']), await startCritic(), temporaryFolder()];
    const args = ['--critique', 'openai-api/critic', '--critique-base-url', critic.url, '--turns', '1,3'];
    const { code, stdout, stderr } = await run(model.url, folder, 'mbpp.code', ...args, '--prefill', 'auto');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const cells = cellsIn(stdout);
    expect(cells.get('code-turns1-critique')?.metrics['pass@1']?.value).toBeCloseTo(rightBy(1), 12);
    expect(cells.get('code-turns3-critique')?.metrics['pass@1']?.value).toBeCloseTo(rightBy(3), 12);
    expect(model.asked.every(({ prefill }) => prefill === null)).toBe(true);
    const said = [...model.asked, ...critic.asked].flatMap(({ messages }) =>
      messages.map(({ content }) => content),
    );
    const mbpp = findBenchmark('mbpp') as Benchmark;
    let rows = 0;
    for await (const row of mbpp.dataset.rows(openData(dataDirectory))) {
      rows += 1;
      if (rows > first) break;
      const { tests } = mbpp.sample(row) as Sample & { readonly tests: readonly string[] };
      // The first stands in the prompt.
      for (const test of tests.slice(1)) expect(said.filter(text => text.includes(test))).toEqual([]);
      expect(said.some(text => text.includes(tests[0] ?? ''))).toBe(true);
    }
  });
});

describeWithData('the figure', () => {
  it('has curves for each part of a benchmark', async () => {
    const [model, folder] = [await startModel(['math.cot']), temporaryFolder()];
    const { stdout } = await run(model.url, folder, 'math.cot', '--turns', '1,3');
    const { groups } = cellsIn(stdout).get('cot-turns3') ?? {};
    const plot = (by: string) =>
      runHere(['plot', join(folder, 'r'), '--figure', 'success-at-turn', '--by', by, '--width', '900']);
    const drawn = (await plot('level')).stdout;
    for (const [level, { metrics }] of Object.entries(groups?.level ?? {})) {
      for (const [curve, metric] of [
        ['success@k', 'pass@1'],
        ['within@k', 'within@3'],
      ] as const) {
        const percent = (100 * (metrics[metric]?.value ?? Number.NaN)).toFixed(1);
        expect(drawn).toContain(`${curve}, ${level} at k = 3: ${percent} %`);
      }
    }
    expect(Object.keys(groups?.level ?? {}).length).toBeGreaterThan(1);
    expect((await plot('lvl')).stderr).toContain('--by: nothing here is called "lvl"');
  });
});

describeWithData('turns with a tool', () => {
  it('run code in a session whose variables live on, and take an answer without code as proposal', async () => {
    const [pot] = resolveTasks({ names: ['gsm8k.pot'], turns: [3] });
    if (pot === undefined) throw new Error('no task');
    const code = [
      '```python\ntotal = 20\ntotal + 1\n```',
      'Now double it.\n```python\nprint(total * 2)\n```',
    ];
    const model = await startTurnsServer({
      // Asked with a tool, answered in words.
      tasks: [{ ...pot, protocolName: 'cot' }],
      ...{ first, turnOf: () => 3, before: turn => code[turn - 1] ?? null },
    });
    onTestFinished(() => model.close());
    const folder = temporaryFolder();
    const args = ['--limit', '3', '--sandbox', 'wasm', '--workers', '1'];
    const {
      code: ended,
      stdout,
      stderr,
    } = await run(...([model.url, folder, 'gsm8k.pot', '--turns', '2,3', ...args] as const));
    expect({ code: ended, stderr }).toEqual({ code: 0, stderr: '' });
    const cells = cellsIn(stdout);
    // The last of two turns holds code that needs a variable of the first: by itself it raises.
    expect(cells.get('pot-turns2')?.metrics['pass@1']?.value).toBe(0);
    expect(cells.get('pot-turns3')?.metrics['pass@1']?.value).toBe(1);
    const observed = recordsIn(folder, 'turns', 'gsm8k.pot-turns3.jsonl').flatMap(({ record, ...turn }) =>
      record === 'effect' ? [`${turn.turn} ${turn.action.kind}: ${turn.observation}`] : [],
    );
    expect(new Set(observed)).toEqual(
      new Set(['1 code: 21', '2 code: 40', '3 proposal: Your answer is right.']),
    );
    expect(observed).toHaveLength(9);
    expect(model.asked.at(-1)?.lastUserText).toMatch(/^Observation:\n40\n\nYou have 1 turn left: give the/);
  });
});

describeWithData('a critique model', () => {
  const critique = (url: string): readonly string[] => [
    ...['--critique', 'openai-api/critic', '--critique-base-url', url],
  ];

  it('comments on every turn but the last, and is never told the gold answer', async () => {
    const [model, critic, folder] = [await startModel(['gsm8k.cot']), await startCritic(), temporaryFolder()];
    const { code, stderr } = await run(
      model.url,
      folder,
      'gsm8k.cot',
      '--turns',
      '3',
      ...critique(critic.url),
    );
    expectCode({ code, stderr }, 0);
    const later = model.asked.filter(({ messages }) => messages.length > 1);
    expect(critic.asked.length).toBe(later.length);
    for (const { lastUserText } of later) {
      expect(lastUserText).toContain('\n\nFeedback:\nLook at the second step again.\n\n');
    }
    const gold = new Map<string, string>(
      recordsIn(folder, 'samples', 'gsm8k.cot-turns3-critique.jsonl').map(({ input, target, more }) => [
        input,
        `${target}\n${more.solution}`,
      ]),
    );
    for (const { messages } of critic.asked) {
      const text = messages.map(({ content }) => content).join('\n');
      const [question = '', answer = ''] = [...gold].find(([input]) => text.includes(input)) ?? [];
      expect(question).not.toBe('');
      const secrets = answer.split('\n').filter(line => line.length > 3 && !question.includes(line));
      expect(secrets.filter(line => text.includes(line))).toEqual([]);
      expect(text).not.toMatch(new RegExp(`\\\\boxed\\{${answer.split('\n')[0]}\\}`));
    }
    const [manifest] = [JSON.parse(readFileSync(join(folder, 'r', 'run.json'), 'utf8'))];
    expect(manifest.benchmarks['gsm8k.cot-turns3-critique'].interaction).toMatchObject({
      max_steps: 3,
      judge: 'strict',
      critique: { backend: 'openai-api', model: 'critic', sees_gold: false, max_tokens: 512 },
    });
    const effects = recordsIn(folder, 'turns', 'gsm8k.cot-turns3-critique.jsonl').filter(
      ({ feedback }) => feedback !== undefined,
    );
    expect(effects.length).toBe(critic.asked.length);
    expect(effects[0].feedback).toMatchObject({ model: 'openai-api/critic', usage: {} });
    expect(effects[0].feedback.usage.output_tokens).toBeGreaterThan(0);
  });

  it('is told the gold answer where that is asked for', async () => {
    const [model, critic, folder] = [await startModel(['gsm8k.cot']), await startCritic(), temporaryFolder()];
    const more = ['--turns', '2', '--critique-sees-gold', ...critique(critic.url)];
    await run(model.url, folder, 'gsm8k.cot', ...more);
    expect(critic.asked.length).toBeGreaterThan(0);
    for (const { lastUserText } of critic.asked) {
      expect(lastUserText).toContain('### Reference, which the model must not see\n');
    }
  });

  it('may not be another one in the same directory', async () => {
    const [model, critic, folder] = [await startModel(['gsm8k.cot']), await startCritic(), temporaryFolder()];
    const turns = ['gsm8k.cot', '--turns', '2'];
    expectCode(await run(model.url, folder, ...turns, ...critique(critic.url)), 0);
    const asked = critic.asked.length;
    const same = await run(model.url, folder, ...turns, ...critique(critic.url));
    expect({ code: same.code, asked: critic.asked.length }).toEqual({ code: 0, asked });
    for (const [flags, words] of [
      [['--critique-sees-gold'], 'critic sees the gold answer'],
      [['--critique-max-tokens', '99'], 'token limit of the critic'],
      [['--critique-temperature', '1'], 'temperature of the critic'],
    ] as const) {
      const other = await run(model.url, folder, ...turns, ...critique(critic.url), ...flags);
      expectCode(other, 2);
      expect(other.stderr).toContain(words);
    }
    expect(critic.asked.length).toBe(asked);
  });

  it('that fails leaves the episode unscored, and the next command goes on from its turn', async () => {
    const [model, folder] = [await startModel(['gsm8k.cot']), temporaryFolder()];
    let requests = 0;
    const critic = await startCritic(() => {
      requests += 1;
      return requests === 3 ? { status: 400, body: { error: { message: 'no comment' } } } : 'Go on.';
    });
    const args = ['gsm8k.cot', '--turns', '6', ...critique(critic.url)];
    const broken = await run(model.url, folder, ...args);
    expectCode(broken, 1);
    const name = 'cot-turns6-critique';
    expect(cellsIn(broken.stdout).get(name)?.counts).toMatchObject({ correct: first - 1, unscored: 1 });
    const failed = recordsIn(folder, 'completions', `gsm8k.${name}.jsonl`).filter(
      ({ error }) => error !== null,
    );
    expect(failed).toHaveLength(1);
    expect(failed[0].error.message).toMatch(/^turn \d: the critic: .*no comment/);
    const [asked, before] = [model.asked.length, requests];
    const again = await run(model.url, folder, ...args);
    expectCode(again, 0);
    expect(cellsIn(again.stdout).get(name)?.metrics['pass@1']?.value).toBe(1);
    // The reply that waited for its comment is not asked for again.
    expect(model.asked.length - asked).toBe(requests - before);
    expect(requests).toBeGreaterThan(before);
  });

  it('has a key that is written nowhere', async () => {
    const [model, folder] = [await startModel(['gsm8k.cot']), temporaryFolder()];
    const server = await startServer({ answer: () => 'Go on.', apiKey: 'key-of-the-critic' });
    onTestFinished(() => server.close());
    vi.stubEnv('CRITIC_KEY', 'key-of-the-critic');
    onTestFinished(() => void vi.unstubAllEnvs());
    const flags = ['--turns', '2', ...critique(server.url), '--critique-api-key-env', 'CRITIC_KEY'];
    const { code, stdout, stderr } = await run(model.url, folder, 'gsm8k.cot', ...flags);
    expectCode({ code, stderr }, 0);
    expect(server.requests()).toBeGreaterThan(0);
    const written = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(written.length).toBeGreaterThan(4);
    for (const text of [stdout, stderr, ...written]) expect(text).not.toContain('key-of-the-critic');
  });

  it('is told apart in the figure, which needs more than one turn', async () => {
    const [model, critic, folder] = [await startModel(['gsm8k.cot']), await startCritic(), temporaryFolder()];
    const plot = (...args: readonly string[]) =>
      runHere(['plot', join(folder, 'r'), '--figure', 'success-at-turn', ...args]);
    await run(model.url, folder, 'gsm8k.cot', '--turns', '1');
    expect(await plot()).toMatchObject({ code: 2, stderr: expect.stringContaining('with one turn alone') });
    await run(model.url, folder, 'gsm8k.cot', '--turns', '1,2', ...critique(critic.url));
    expect((await plot('--benchmark', 'gsm8k.cot')).stdout).toContain('success@k (critique) at k = 2');
    expect((await plot('--benchmark', 'gsm8k.pot')).stderr).toContain('nothing here is called "gsm8k.pot"');
  });

  it('that is not there is asked for by its own flag', async () => {
    const [model, folder] = [await startModel(['gsm8k.cot']), temporaryFolder()];
    const { code, stderr } = await run(
      ...[model.url, folder, 'gsm8k.cot', '--turns', '2', '--max-retries', '0'],
      ...['--critique', 'vllm/c', '--critique-base-url', 'http://127.0.0.1:9/v1'],
    );
    expectCode({ code, stderr }, 3);
    expect(stderr).toContain('Start the server, or point --critique-base-url at it');
    expect(model.asked).toEqual([]);
  });

  it('is named in one line where it cannot be', async () => {
    const folder = temporaryFolder();
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['gsm8k.cot', '--critique', 'vllm/c'], '--critique comments on turns, and gsm8k.cot has one.'],
      [['gsm8k.cot', '--turns', '2', '--critique', 'replay/x'], '--critique asks a model, and replay has'],
      [['gsm8k.cot', '--turns', '2', '--critique-sees-gold'], '--critique-sees-gold is about a critique'],
      [['gsm8k.cot@official', '--turns', '2'], 'gsm8k.cot@official is asked as raw text, which has no turns'],
      [['gsm8k.cot-turns2-critique'], 'gsm8k.cot-turns2-critique has a critic, and none is named.'],
      [['gsm8k.cot-turns2', '--turns', '3'], '--turns contradicts gsm8k.cot-turns2.'],
      [['gsm8k.cot', '--turns', '3-1'], '--turns is "3-1", expected N, N,M or N-M'],
    ];
    for (const [args, words] of cases) {
      const { code, stderr } = await run('http://127.0.0.1:9/v1', folder, ...args, '--dry-run');
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stderr).toContain(words);
    }
  });
});
