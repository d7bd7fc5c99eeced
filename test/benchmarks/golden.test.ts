import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { readFirstToken, type Sample, type Sandbox } from '../../src/core/index.ts';
import { openWasm } from '../sandbox/support.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { goldenCases, shippedSamples } from './support.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openWasm(1);
});

afterAll(async () => {
  await sandbox?.close();
});

describe.each(benchmarks.map(benchmark => [benchmark.id, benchmark] as const))('%s', (_, benchmark) => {
  let samples: ReadonlyMap<string, Sample>;
  beforeAll(async () => {
    samples = await shippedSamples(benchmark);
  });

  it.each(goldenCases(benchmark).map(golden => [golden.case, golden] as const))('%s', async (_, golden) => {
    const sample = samples.get(golden.id);
    if (sample === undefined) throw new Error(`no sample ${golden.id}`);
    const logprobs = readFirstToken(golden.logprobs);
    const completion = completionOf(golden.text, {
      prefill: golden.prefill ?? null,
      form: golden.form ?? 'chat',
      ...(logprobs === null ? {} : { logprobs }),
    });
    for (const protocol of golden.protocols) {
      const verdicts: Record<string, string> = {};
      for (const [name, grader] of Object.entries(benchmark.protocols[protocol]?.graders ?? {})) {
        const extraction = grader.extract(completion, sample);
        const execute = grader.runsCode ? sandbox.run : noExecution;
        const judgement = await grader.score({ sample, completion, extraction }, execute);
        expect(judgement.reason).not.toBe('');
        if (extraction.found && extraction.span !== undefined) {
          const spanned = completion.text.slice(...extraction.span);
          // Markdown's stars are taken off what was found.
          expect(spanned.replaceAll('*', '').trim()).toBe(extraction.value.replaceAll('*', '').trim());
        }
        verdicts[name] = judgement.verdict;
      }
      expect(verdicts, protocol).toEqual(golden.verdicts);
    }
  });
});
