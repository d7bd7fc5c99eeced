import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mint } from '../../benchmarks/mint/benchmark.ts';
import { graders } from '../../benchmarks/mint/graders.ts';
import type { MintSample } from '../../benchmarks/mint/sample.ts';
import { mintTasks } from '../../benchmarks/mint/source.ts';
import { decodeCompletion, decodeVerdict, type Execute, type Verdict } from '../../src/core/index.ts';
import { judge } from '../../src/run/judge.ts';
import { allSamples } from '../benchmarks/support.ts';
import { openWasm } from '../sandbox/support.ts';
import { runCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { dataDirectory, describeWithOutputs, outputsDirectory } from '../support/requires.ts';

type Recorded = {
  readonly state: { readonly success: boolean; readonly history: readonly { readonly content: string }[] };
};

/** Table 3 of the paper, and website/data of the benchmark: successes of 136 and of 225. */
const models = [
  {
    ...{ model: 'gpt-3.5-turbo-0613', code: [40, '29.41'], math: [83, '36.89'] },
    reworded: ['theoremqa/46', 'theoremqa/47', 'theoremqa/48'],
  },
  {
    ...{ model: 'deepseek-coder-33b-instruct', code: [48, '35.29'], math: [49, '21.78'] },
    reworded: [],
  },
] as const;

const linesOf = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** What the harness has kept of every episode, by the id of its sample: records are in the order of the data. */
const storedStates = (model: string): ReadonlyMap<string, Recorded['state']> =>
  new Map(
    mintTasks.flatMap(({ name }) =>
      gunzipSync(readFileSync(join(outputsDirectory, 'mint', model, name, 'results.jsonl.gz')))
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line, row) => [`${name}/${row}`, (JSON.parse(line) as Recorded).state] as const),
    ),
  );

let samples: ReadonlyMap<string, MintSample>;

describeWithOutputs('the recorded episodes of MINT', () => {
  let sandbox: Awaited<ReturnType<typeof openWasm>>;
  beforeAll(async () => {
    samples = await allSamples(mint);
    sandbox = await openWasm(1);
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  /** With ten times as long: one program needs seconds of its 10, which a busy machine does not give it. */
  const unhurried: Execute = program =>
    sandbox.run({ ...program, limits: { ...program.limits, timeoutMs: 10 * program.limits.timeoutMs } });

  const again = async (folder: string, { id }: Verdict): Promise<Verdict> => {
    const completion = linesOf(join(folder, 'completions', 'mint.interact@mint.jsonl'))
      .map(decodeCompletion)
      .find(one => one?.id === id);
    const sample = samples.get(id);
    if (!completion || sample === undefined) throw new Error(`no completion of ${id}`);
    return judge(completion, sample, { name: 'mint-2403', grader: graders['mint-2403'] }, unhurried);
  };

  describe.each(models)('of $model, judged by mint-2403', ({ model, code, math, reworded }) => {
    const root = mkdtempSync(join(tmpdir(), 'eurus-mint-'));
    const folder = join(root, model);
    afterAll(() => rmSync(root, { recursive: true, force: true }));
    const verdicts = new Map<string, Verdict>();
    let stderr = '';

    beforeAll(async () => {
      const outcome = await runCli([
        ...['score', join(outputsDirectory, 'mint', model), '--benchmark', 'mint.interact@mint'],
        ...['--grader', 'mint-2403', '--data-dir', dataDirectory, '--out', folder, '--json'],
      ]);
      stderr = outcome.stderr;
      expectCode(outcome, 0);
      for (const line of linesOf(join(folder, 'verdicts', 'mint.interact@mint.mint-2403.jsonl'))) {
        const verdict = decodeVerdict(line);
        if (verdict === null) throw new Error('a line is no verdict');
        verdicts.set(verdict.id, verdict.outcome === 'timed-out' ? await again(folder, verdict) : verdict);
      }
    });

    it('have the verdict that was recorded, in every episode', () => {
      const stored = storedStates(model);
      expect(verdicts.size).toBe(361);
      const different = [...stored]
        .filter(([id, { success }]) => (verdicts.get(id)?.verdict === 'correct') !== success)
        .map(([id, { success }]) => `${id} ${success}: ${verdicts.get(id)?.reason}`);
      expect(different).toEqual([]);
      expect(stored.size).toBe(361);
    });

    it('began as interact@mint begins, but for questions that were reworded since', () => {
      const different = [...storedStates(model)].filter(([id, { history }]) => {
        const prompt = mint.protocols['interact@mint']?.prompt(samples.get(id) as MintSample, []);
        return prompt?.kind !== 'chat' || prompt.messages[0]?.content !== history[0]?.content;
      });
      expect(different.map(([id]) => id)).toEqual(reworded);
    });

    it("have the numbers of the paper's Table 3", () => {
      const solved = [...verdicts.values()].filter(({ verdict }) => verdict === 'correct');
      const inSplit = (split: string) =>
        solved.filter(({ id }) => samples.get(id)?.groups?.split === split).length;
      expect([inSplit('code'), ((100 * inSplit('code')) / 136).toFixed(2)]).toEqual(code);
      expect([inSplit('math'), ((100 * inSplit('math')) / 225).toFixed(2)]).toEqual(math);
    });

    it('leave rows of tasks that the paper does not count out, in one line', () => {
      expect(stderr).toMatch(
        /91 rows left out, as they ask no question of MINT-Code and MINT-Math \(first at /,
      );
      expect(stderr.match(/left out/g)).toHaveLength(1);
    });
  });
});
