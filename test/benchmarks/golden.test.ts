import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { findSandbox } from '../../sandbox/index.ts';
import { readFirstToken, type Sample, type Sandbox } from '../../src/core/index.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { goldenCases, shippedSamples } from './support.ts';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eurus-golden-'));
  const kind = findSandbox('wasm');
  if (kind === undefined) throw new Error('there is no wasm sandbox');
  sandbox = await kind.open({ workers: 1, cacheDirectory: folder });
});

afterAll(async () => {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
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
          expect(spanned.replaceAll('*', '').trim()).toBe(extraction.value.replaceAll('*', ''));
        }
        verdicts[name] = judgement.verdict;
      }
      expect(verdicts, protocol).toEqual(golden.verdicts);
    }
  });
});
