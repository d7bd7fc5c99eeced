import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { judgeGolden } from '../../src/adapter/index.ts';
import type { Sample, Sandbox } from '../../src/core/index.ts';
import { openWasm } from '../sandbox/support.ts';
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
    for (const protocol of golden.protocols) {
      const said = await judgeGolden(benchmark, protocol, golden, sample, sandbox.run);
      for (const [name, { reason, extraction, ranCode }] of said) {
        expect(reason).not.toBe('');
        if (ranCode) expect(benchmark.protocols[protocol]?.graders[name]?.runsCode, name).toBe(true);
        if (!extraction.found || extraction.span === undefined) continue;
        const spanned = golden.text.slice(...extraction.span);
        // Markdown's stars are taken off what was found.
        expect(spanned.replaceAll('*', '').trim()).toBe(extraction.value.replaceAll('*', '').trim());
      }
      const verdicts = Object.fromEntries([...said].map(([name, { verdict }]) => [name, verdict]));
      expect(verdicts, protocol).toEqual(golden.verdicts);
    }
  });
});
