import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarks, findBenchmark } from '../../benchmarks/index.ts';
import { changedPrompts, keptSnapshot, promptSnapshot } from '../../src/adapter/snapshot.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { folderOf, goldenCases, shippedSamples, shippedShots } from './support.ts';

/** A published prompt may put a full stop behind one. */
const singleStops = (text: string): string => text.replace(/\.+/g, '.');

describe('the registry', () => {
  it('has every id once and finds by it', () => {
    const ids = benchmarks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const benchmark of benchmarks) expect(findBenchmark(benchmark.id)).toBe(benchmark);
    expect(findBenchmark('no-such-benchmark')).toBeUndefined();
  });
});

describe.each(benchmarks.map(benchmark => [benchmark.id, benchmark] as const))('%s', (id, benchmark) => {
  const protocols = Object.entries(benchmark.protocols);

  it('has an adapter of at most 80 lines, a README, golden cases and samples', () => {
    const adapter = readFileSync(join(folderOf(benchmark), 'benchmark.ts'), 'utf8');
    expect(adapter.split('\n').length - 1).toBeLessThanOrEqual(80);
    for (const name of ['README.md', 'golden.jsonl', 'samples']) {
      expect(existsSync(join(folderOf(benchmark), name)), name).toBe(true);
    }
  });

  it('names its protocols by setting and profile, the plain setting first', () => {
    for (const [index, [name]] of protocols.entries()) {
      expect(name).toMatch(/^[a-z]+(?:@[a-z0-9-]+)?$/);
      if (index === 0) expect(name).not.toContain('@');
    }
  });

  it('judges every protocol by a headline grader that it has', () => {
    for (const [name, { graders, headline, title }] of protocols) {
      expect(Object.keys(graders), name).toContain(headline);
      expect(title).not.toBe('');
      for (const [grader, { title, version }] of Object.entries(graders)) {
        expect(title, `${name} ${grader}`).toMatch(/^\S.{10,119}$/);
        expect(version).toBeGreaterThan(0);
      }
    }
  });

  it('knows address, checksum, size, source and licence of every file', () => {
    // Both may read one file.
    const files = [...new Set([...benchmark.dataset.files, ...(benchmark.shots?.files ?? [])])];
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    for (const file of files) {
      // A split may be read from the file of the whole: `mbpp-test` from `mbpp/`.
      expect([id, id.replace(/-test$/, '')]).toContain(file.path.split('/')[0]);
      expect(file.url).toMatch(/^https:\/\/raw\.githubusercontent\.com\/.+\/[0-9a-f]{40}\//);
      expect(file.url.startsWith(`https://raw.githubusercontent.com/${file.source}/`)).toBe(true);
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(file.bytes).toBeGreaterThan(0);
      expect(file.licence).not.toBe('');
    }
  });

  it('ships at least five samples, each with an id of its own', async () => {
    const samples = await shippedSamples(benchmark);
    expect(samples.size).toBeGreaterThanOrEqual(5);
    for (const { input, target } of samples.values()) expect([input.trim(), target.trim()]).not.toContain('');
  });

  it('asks the same every time, and never an empty prompt', async () => {
    const samples = await shippedSamples(benchmark);
    for (const [name, { prompt, shots: wanted = 0 }] of protocols) {
      const shots = await shippedShots(benchmark, wanted);
      expect(shots.length, name).toBe(wanted);
      for (const sample of samples.values()) {
        const asked = prompt(sample, shots);
        expect(prompt(sample, shots)).toEqual(asked);
        const whole =
          asked.kind === 'text' ? asked.text : asked.messages.map(({ content }) => content).join('');
        expect(singleStops(whole), name).toContain(singleStops(sample.input.trim()));
        if (asked.kind === 'chat') expect(asked.messages.at(-1)?.role, name).toBe('user');
      }
    }
  });

  it('asks for its first sample as in its prompt snapshot', async () => {
    const [sample] = (await shippedSamples(benchmark)).values();
    if (sample === undefined) throw new Error('no sample');
    const wanted = Math.max(0, ...protocols.map(([, { shots = 0 }]) => shots));
    const snapshot = promptSnapshot(benchmark, sample, await shippedShots(benchmark, wanted));
    const kept = keptSnapshot(folderOf(benchmark));
    // eurus-eval check ID --update writes it, when a protocol is meant to ask otherwise.
    expect(kept).not.toBeNull();
    expect(changedPrompts(kept ?? '', snapshot)).toEqual([]);
  });

  it('has a correct, an incorrect and a no-answer golden case for the headline of every protocol', () => {
    const cases = goldenCases(benchmark);
    for (const [name, { headline }] of protocols) {
      const verdicts = cases.filter(one => one.protocols.includes(name)).map(one => one.verdicts[headline]);
      expect(verdicts, name).toEqual(expect.arrayContaining(['correct', 'incorrect', 'no-answer']));
    }
  });

  it('has golden cases for every grader, with prefills that the protocol really sets', async () => {
    const samples = await shippedSamples(benchmark);
    for (const golden of goldenCases(benchmark)) {
      const sample = samples.get(golden.id);
      if (sample === undefined) throw new Error(`no sample ${golden.id}`);
      for (const name of golden.protocols) {
        const protocol = benchmark.protocols[name];
        if (protocol === undefined) throw new Error(`no protocol ${name}`);
        expect(Object.keys(golden.verdicts), golden.case).toEqual(Object.keys(protocol.graders));
        const asked = protocol.prompt(sample, await shippedShots(benchmark, protocol.shots ?? 0));
        const prefill = asked.kind === 'chat' ? asked.prefill : undefined;
        if (golden.prefill !== undefined) expect(prefill, golden.case).toBe(golden.prefill);
      }
    }
  });

  it('has a README that names its protocols, graders, sources and licences', () => {
    const readme = readFileSync(join(folderOf(benchmark), 'README.md'), 'utf8');
    const graders = protocols.flatMap(([, protocol]) => Object.keys(protocol.graders));
    const files = benchmark.dataset.files.flatMap(({ source, licence }) => [source, licence]);
    for (const name of [...Object.keys(benchmark.protocols), ...graders, ...files]) {
      expect(readme, name).toContain(name);
    }
  });
});

type Facts = {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly licence?: string;
};

describeWithData('the data beside the checkout', () => {
  const manifest = join(dataDirectory, '..', 'MANIFEST.json');
  it.skipIf(!existsSync(manifest))('has the addresses and checksums that the benchmarks state', () => {
    const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      files: readonly (Facts & { path: string; members?: readonly (Facts & { member: string })[] })[];
    };
    // The members of an archive are upstream files of the licence that stands beside the archive.
    const all = files.flatMap(({ members = [], ...file }) => [
      file,
      ...members.map(({ member, ...facts }) => ({
        licence: file.licence,
        ...facts,
        path: `benchmarks/${member}`,
      })),
    ]);
    const stated = benchmarks.flatMap(({ dataset, shots }) => [...dataset.files, ...(shots?.files ?? [])]);
    for (const { path, url, sha256, bytes, licence } of stated) {
      const paths = [`benchmarks/${path}`, `benchmarks/${path}.gz`];
      expect(all.find(file => paths.includes(file.path))).toMatchObject({ url, sha256, bytes, licence });
    }
  });
});
