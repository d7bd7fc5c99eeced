import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLikelihood, type LikelihoodOptions } from '../../src/model/likelihood/index.ts';
import { objectiveTerms } from '../../src/preference/index.ts';
import { judgePairs, type PairFile, type ScorePairsOptions, scorePairs } from '../../src/reward/index.ts';
import { pairRecordsPath } from '../../src/reward/pairs/record.ts';
import type { RewardFault, RewardRequest } from '../../src/scripted/index.ts';
import { errorOf } from '../model/support.ts';
import { knownLogprob, startEchoServer, words } from '../support/echo-server.ts';
import { temporaryFolder } from '../support/folder.ts';
import { rewarderAt, serverOf, worthIn } from './support.ts';

type Row = Readonly<Record<string, unknown>>;

/** Pairs whose answers say their own worth; every fourth is the wrong way round. */
const rowsOf = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, at) => ({
    prompt: `Question ${at}?`,
    chosen: `worth <${at % 4 === 3 ? -at : at + 1}>`,
    rejected: `worth <${at % 4 === 3 ? at : -at}>`,
    subset: at % 2 === 0 ? 'even' : 'odd',
    id: `p${at}`,
  }));

const written = (rows: readonly Row[], name = 'pairs.jsonl'): PairFile => {
  const path = join(temporaryFolder(), name);
  const text = rows.map(row => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return { path, limit: null, subsetField: null };
};

const scoreThrough = (
  url: string,
  file: PairFile,
  directory: string,
  given: Partial<ScorePairsOptions> = {},
) =>
  scorePairs({
    ...{ file, directory, scorer: rewarderAt(url), name: 'rm', version: '0.0.0', concurrency: 2 },
    ...given,
  });

const judged = async (file: PairFile, directory: string) => {
  const [judge] = await judgePairs({ file, directory, objective: 'auto', beta: 0.1 });
  if (judge === undefined) throw new Error('there is no judge');
  return judge.judgement;
};

const lines = (directory: string, name = 'rm'): readonly Row[] =>
  readFileSync(pairRecordsPath(directory, name), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Row);

describe('scoring pairs', () => {
  for (const kind of ['score', 'classify', 'pooling', 'rerank', 'predict', 'judge'] as const) {
    it(`gives both answers of every pair their own reward (${kind})`, async () => {
      const [file, directory, server] = [written(rowsOf(9)), temporaryFolder(), await serverOf()];
      const [reward, baseUrl] = [kind === 'predict' ? 'tei/rm' : 'vllm/rm', server.url];
      const scorer = rewarderAt(kind === 'judge' ? `${baseUrl}/v1` : baseUrl, { reward, kind });
      // A judge's words are of log-probabilities, so that its scores are rounded.
      const result = await scoreThrough(baseUrl, file, directory, { scorer });
      expect(result).toMatchObject({ asked: 9, failed: 0, left: 0 });
      for (const { key, chosen, rejected } of lines(directory)) {
        const row = rowsOf(9).find(({ id }) => id === key);
        expect(chosen).toBeCloseTo(worthIn(String(row?.chosen)), 6);
        expect(rejected).toBeCloseTo(worthIn(String(row?.rejected)), 6);
      }
      expect((await judged(file, directory)).all).toMatchObject({
        ...{ pairs: 9, unscored: 0, ties: 0 },
        accuracy: { value: 7 / 9 },
      });
    });
  }

  it('is the mean of the terms computed one by one', async () => {
    const [file, directory, server] = [written(rowsOf(8)), temporaryFolder(), await serverOf()];
    await scoreThrough(server.url, file, directory);
    const [judge] = await judgePairs({ file, directory, objective: 'ultrainteract', beta: 1 });
    const terms = rowsOf(8).map(({ chosen, rejected }) =>
      objectiveTerms({ chosen: worthIn(String(chosen)), rejected: worthIn(String(rejected)) }),
    );
    const mean = (of: (one: (typeof terms)[number]) => number): number =>
      terms.reduce((sum, one) => sum + of(one), 0) / terms.length;
    const { objective } = judge?.judgement.all ?? {};
    expect(objective?.bt.value).toBeCloseTo(
      mean(({ bt }) => bt),
      12,
    );
    expect(objective?.dr?.value).toBeCloseTo(
      mean(({ dr }) => dr),
      12,
    );
    expect(objective?.total.value).toBeCloseTo(
      mean(({ bt, dr }) => bt + dr),
      12,
    );
  });

  it('leaves pairs unscored where a request fails, shifts none, and tries them again', async () => {
    const [file, directory] = [written(rowsOf(8)), temporaryFolder()];
    let broken = true;
    const fault = ({ items }: RewardRequest): RewardFault | null =>
      broken && items.some(({ question }) => question === 'Question 5?') ? { status: 500 } : null;
    const server = await serverOf({ fault });
    const first = await scoreThrough(server.url, file, directory);
    expect(first).toMatchObject({ asked: 8, failed: 1 });
    expect(first.failures).toEqual([expect.stringMatching(/^1 pair could not be scored .*HTTP 500/)]);
    expect((await judged(file, directory)).all).toMatchObject({
      pairs: 8,
      unscored: 1,
      accuracy: { samples: 7 },
    });
    broken = false;
    expect(await scoreThrough(server.url, file, directory)).toMatchObject({ asked: 1, failed: 0 });
    const after = server.requests();
    expect(await scoreThrough(server.url, file, directory)).toMatchObject({ asked: 0 });
    expect(server.requests()).toBe(after);
    expect((await judged(file, directory)).all).toMatchObject({ unscored: 0, accuracy: { value: 6 / 8 } });
  });

  const unusable: readonly (readonly [string, unknown])[] = [
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['null', null],
    ['text', 'high'],
  ];
  for (const [name, reward] of unusable) {
    it(`never takes ${name} for a reward: the pair is unscored, and says why`, async () => {
      const [file, directory] = [written(rowsOf(4)), temporaryFolder()];
      const server = await serverOf({
        reward: ({ answer }) => (answer === 'worth <-2>' ? reward : worthIn(answer)),
      });
      await scoreThrough(server.url, file, directory);
      expect((await judged(file, directory)).all).toMatchObject({ pairs: 4, unscored: 1, ties: 0 });
      expect(lines(directory).find(({ key }) => key === 'p2')).toMatchObject({
        ...{ chosen: 3, rejected: null },
        error: { answer: 'rejected', code: 'REWARD_UNUSABLE' },
      });
    });
  }

  it('leaves all of a request unscored where the number of results is wrong', async () => {
    const [file, directory] = [written(rowsOf(4)), temporaryFolder()];
    const fault = ({ asked }: RewardRequest): RewardFault | null =>
      asked === 1 ? { results: results => results.slice(1) } : null;
    const server = await serverOf({ fault });
    const scorer = rewarderAt(server.url, { batchSize: 4 });
    const result = await scoreThrough(server.url, file, directory, { scorer, concurrency: 1 });
    expect(result).toMatchObject({ asked: 4, failed: 2 });
    expect((await judged(file, directory)).all).toMatchObject({ unscored: 2 });
  });

  it('takes rewards for those of the pair that they were given to, and no other', async () => {
    const [directory, server] = [temporaryFolder(), await serverOf()];
    await scoreThrough(server.url, written(rowsOf(4)), directory);
    const changed = written(rowsOf(4).map(row => (row.id === 'p1' ? { ...row, chosen: 'worth <-9>' } : row)));
    expect((await judged(changed, directory)).all).toMatchObject({ unscored: 1 });
    expect(await scoreThrough(server.url, changed, directory)).toMatchObject({ asked: 1 });
    expect((await judged(changed, directory)).all).toMatchObject({ unscored: 0, accuracy: { value: 2 / 4 } });
  });

  it('tells pairs of one id apart, and names those without one', async () => {
    const [directory, server] = [temporaryFolder(), await serverOf()];
    const rows = rowsOf(4).map(({ id, ...row }, at) => (at < 2 ? { ...row, id: 'same' } : row));
    await scoreThrough(server.url, written(rows), directory);
    expect(
      lines(directory)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['row-2', 'row-3', 'same', 'same#2']);
  });

  it('goes on after a line that a kill has cut off, and in a gzipped file', async () => {
    const [file, directory, server] = [written(rowsOf(6), 'p.jsonl.gz'), temporaryFolder(), await serverOf()];
    await scoreThrough(server.url, { ...file, limit: 3 }, directory);
    appendFileSync(pairRecordsPath(directory, 'rm'), '{"key":"p3","pair_');
    expect(await scoreThrough(server.url, file, directory)).toMatchObject({ asked: 3, failed: 0 });
    expect(new Set(lines(directory).map(({ key }) => key)).size).toBe(6);
  });

  it('stops when it is told to, and goes on', async () => {
    const [file, directory, drain] = [written(rowsOf(20)), temporaryFolder(), new AbortController()];
    const server = await serverOf({
      fault: ({ asked }) => {
        if (asked === 4) drain.abort();
        return null;
      },
    });
    const first = await scoreThrough(server.url, file, directory, { drain: drain.signal, concurrency: 1 });
    expect(first.left).toBeGreaterThan(0);
    expect(first.asked + first.left).toBe(20);
    expect(await scoreThrough(server.url, file, directory)).toMatchObject({ asked: first.left, left: 0 });
  });

  it('refuses rewards of one name by another model', async () => {
    const [file, directory, server] = [written(rowsOf(2)), temporaryFolder(), await serverOf()];
    await scoreThrough(server.url, file, directory);
    const scorer = rewarderAt(server.url, { reward: 'vllm/other' });
    expect(await errorOf(() => scoreThrough(server.url, file, directory, { scorer }))).toMatchObject({
      code: 'RUN_MISMATCH',
    });
  });

  it('lets another model have a name that nothing was kept by', async () => {
    const [file, directory] = [written(rowsOf(2)), temporaryFolder()];
    const [broken, server] = [await serverOf({ reward: () => null }), await serverOf()];
    expect(await scoreThrough(broken.url, file, directory)).toMatchObject({ failed: 2 });
    expect(await scoreThrough(server.url, file, directory)).toMatchObject({ asked: 2, failed: 0 });
  });

  it('gives up on a model that scores none of the first pairs', async () => {
    const [file, directory] = [written(rowsOf(60)), temporaryFolder()];
    const server = await serverOf({ reward: () => null });
    expect(await errorOf(() => scoreThrough(server.url, file, directory))).toMatchObject({
      code: 'ENDPOINT_FAILED',
    });
  });

  it('says which row is none before anything is asked', async () => {
    const [directory, server] = [temporaryFolder(), await serverOf()];
    const file = written([...rowsOf(2), { prompt: 'Q?', chosen: 'yes' }]);
    expect(await errorOf(() => scoreThrough(server.url, file, directory))).toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringMatching(/pairs\.jsonl:3: field "rejected" is missing/),
    });
    expect(server.requests()).toBe(0);
  });

  it('says what to do with Parquet', async () => {
    const path = join(temporaryFolder(), 'pairs.parquet');
    writeFileSync(path, 'PAR1 and more');
    const file: PairFile = { path, limit: null, subsetField: null };
    expect(await errorOf(() => scoreThrough('http://127.0.0.1:1', file, temporaryFolder()))).toMatchObject({
      code: 'USAGE',
      hint: expect.stringContaining('duckdb'),
    });
  });
});

describe('implicit rewards', () => {
  const policyAt = (url: string, model: string, given: Partial<LikelihoodOptions> = {}) => {
    const policy = createLikelihood({
      ...{
        model: `vllm/${model}`,
        baseUrl: url,
        apiKeyEnv: null,
        env: {},
        chatTemplate: 'plain',
        way: 'echo',
      },
      ...{ timeoutMs: 5_000, maxRetries: 0, concurrency: 2, firstRetryDelayMs: 1 },
      ...given,
    });
    onTestFinished(() => policy.close());
    return policy;
  };

  /** log p(answer | prompt) by the definition of the scripted model. */
  const known = (prompt: string, answer: string, model: string): number => {
    const tokens = ['<s>', ...words(`${prompt}\n${answer}`)];
    const start = 1 + words(`${prompt}\n`).length;
    return tokens.reduce(
      (sum, token, at) => (at < start ? sum : sum + knownLogprob(token, tokens.slice(0, at), model)),
      0,
    );
  };

  it('are β times the difference of two log-probabilities, by pair', async () => {
    const [file, directory, server] = [written(rowsOf(6)), temporaryFolder(), await startEchoServer()];
    for (const [name, model] of [
      ['reference', 'base'],
      ['step-10', 'trained-longer'],
      ['step-9', 'trained'],
    ] as const) {
      await scorePairs({
        ...{ file, directory, name, version: '0.0.0', concurrency: 3 },
        scorer: policyAt(server.url, model),
      });
    }
    const judges = await judgePairs({ file, directory, objective: 'auto', beta: 0.25 });
    expect(judges.map(({ name, kind }) => [name, kind])).toEqual([
      ['step-9', 'implicit'],
      ['step-10', 'implicit'],
    ]);
    for (const { name, judgement } of judges) {
      const model = name === 'step-9' ? 'trained' : 'trained-longer';
      const rewards = rowsOf(6).map(({ prompt, chosen, rejected }) =>
        [chosen, rejected].map(
          answer =>
            0.25 *
            (known(String(prompt), String(answer), model) - known(String(prompt), String(answer), 'base')),
        ),
      );
      const mean = (of: (pair: readonly number[]) => number): number =>
        rewards.reduce((sum, pair) => sum + of(pair), 0) / rewards.length;
      expect(judgement.all.chosen?.value).toBeCloseTo(
        mean(([c = 0]) => c),
        12,
      );
      expect(judgement.all.rejected?.value).toBeCloseTo(
        mean(([, r = 0]) => r),
        12,
      );
      expect(judgement.all.margin?.mean.value).toBeCloseTo(
        mean(([c = 0, r = 0]) => c - r),
        12,
      );
      expect(judgement.all.accuracy?.value).toBeCloseTo(
        mean(([c = 0, r = 0]) => (c > r ? 1 : 0)),
        12,
      );
    }
  });

  it('are unscored where either model has no number', async () => {
    const [file, directory] = [written(rowsOf(4)), temporaryFolder()];
    const server = await startEchoServer();
    const broken = await startEchoServer({
      fault: text => (text.startsWith('Question 2?') ? { status: 400 } : null),
    });
    const shared = { file, directory, version: '0.0.0', concurrency: 1 };
    await scorePairs({ ...shared, name: 'reference', scorer: policyAt(broken.url, 'base') });
    await scorePairs({ ...shared, name: 'p', scorer: policyAt(server.url, 'p') });
    expect((await judged(file, directory)).all).toMatchObject({ pairs: 4, unscored: 1 });
  });

  it('are refused of models that were shown different texts', async () => {
    const [file, directory, server] = [written(rowsOf(2)), temporaryFolder(), await startEchoServer()];
    const shared = { file, directory, version: '0.0.0', concurrency: 1 };
    await scorePairs({ ...shared, name: 'reference', scorer: policyAt(server.url, 'base') });
    const scorer = policyAt(server.url, 'p', { chatTemplate: 'chatml' });
    await scorePairs({ ...shared, name: 'p', scorer });
    expect(await errorOf(() => judged(file, directory))).toMatchObject({ code: 'RUN_MISMATCH' });
  });
});
