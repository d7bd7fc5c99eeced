import { describe, expect, it } from 'vitest';
import type { BenchmarkIdentity, EurusError, Manifest } from '../../src/core/index.ts';
import { refuseDifferent } from '../../src/merge/agree.ts';
import { joinedManifest } from '../../src/merge/joined-manifest.ts';
import { environmentNotes } from '../../src/merge/notes.ts';
import type { Part } from '../../src/merge/parts.ts';

const benchmark = (more: Partial<BenchmarkIdentity> = {}): BenchmarkIdentity => ({
  version: 1,
  generation: { max_tokens: 10, temperature: 0, top_p: 1, stop: [] },
  data: {},
  prefill: 'assistant-message',
  ...more,
});

const sandbox = (python: string) => ({ name: 'wasm', python });

const part = (index: number, of: BenchmarkIdentity, more: Partial<Manifest> = {}): Part => ({
  ...{
    directory: `runs/x.shard-${index}-of-3`,
    name: `x.shard-${index}-of-3`,
    isOut: false,
    files: new Map(),
  },
  manifest: {
    eurus_eval: '1',
    created_at: `2026-01-0${index}T00:00:00.000Z`,
    identity: {
      ...{ backend: 'b', model: 'm', endpoint: 'e', api: 'chat', settings: {}, system: null, seed: null },
    },
    shard: { index, count: 3, by: 'hash' },
    benchmarks: { 'b.cot': of },
    selection: { 'b.cot': { trials: 1, limit: null, ids: null, graders: ['exact'] } },
    environment: { node: 'v24', platform: 'p', sandbox: null },
    ...more,
  },
});

const left = benchmark({ prefill: 'none', prefill_found: 'ignored', prefill_tried: ['assistant-message'] });

describe('parts of one run', () => {
  it('may have seen different things, and the one that has seen nothing asks as the others do', () => {
    const unclear = benchmark({ prefill_found: 'unclear', prefill_tried: ['assistant-message'] });
    const continued = benchmark({ prefill_found: 'continued', prefill_tried: ['assistant-message'] });
    const parts = [part(1, unclear), part(2, continued), part(3, benchmark())];
    expect(() => refuseDifferent(parts)).not.toThrow();
    expect(joinedManifest(parts, '1').benchmarks['b.cot']).toEqual(continued);
    const empty = [part(1, benchmark()), part(2, left)];
    expect(() => refuseDifferent(empty)).not.toThrow();
    expect(joinedManifest(empty, '1').benchmarks['b.cot']).toEqual(left);
  });

  it('were asked in one way', () => {
    const continued = benchmark({ prefill_found: 'continued', prefill_tried: ['assistant-message'] });
    expect(() => refuseDifferent([part(1, continued), part(2, left)])).toThrow(
      'runs/x.shard-2-of-3 is not of the same run as runs/x.shard-1-of-3: it differs in way of the prefill',
    );
  });

  it('agree with each other, not only with the first, which may know nothing of what they differ in', () => {
    const continued = benchmark({ prefill_found: 'continued', prefill_tried: ['assistant-message'] });
    expect(() => refuseDifferent([part(1, benchmark()), part(2, continued), part(3, left)])).toThrow(
      'runs/x.shard-3-of-3 is not of the same run as runs/x.shard-2-of-3: it differs in way of the prefill',
    );
    const warm = benchmark({ generation: { max_tokens: 10, temperature: 0.9, top_p: 1, stop: [] } });
    const of = (place: number, name: string, what: BenchmarkIdentity): Part => {
      const { directory, manifest, ...rest } = part(place, what);
      const { shard: _, selection, ...unsharded } = manifest;
      return {
        ...{ ...rest, directory: `runs/${place}`, name: `${place}` },
        manifest: {
          ...unsharded,
          benchmarks: { [name]: what },
          selection: { [name]: selection['b.cot'] as (typeof selection)[string] },
        },
      };
    };
    const parts = [of(1, 'b.cot', left), of(2, 'c.cot', benchmark()), of(3, 'c.cot', warm)];
    expect(() => refuseDifferent(parts)).toThrow(
      'runs/3 is not of the same run as runs/2: it differs in temperature',
    );
    const out = { ...part(1, benchmark(), { merged: [] }), isOut: true };
    const cut = (sha256: string) => benchmark({ cut_sha256: sha256 });
    expect(() => refuseDifferent([out, part(2, cut('1')), part(3, cut('2'))])).toThrow(
      'runs/x.shard-3-of-3 is not of the same run as runs/x.shard-2-of-3: it differs in which samples are in which shard',
    );
  });

  it('say how they can be made alike', () => {
    const continued = benchmark({ prefill_found: 'continued', prefill_tried: ['assistant-message'] });
    const hintOf = (parts: readonly Part[]): unknown => {
      try {
        refuseDifferent(parts);
      } catch (thrown) {
        return (thrown as EurusError).hint;
      }
      return null;
    };
    expect(hintOf([part(1, continued), part(2, left)])).toContain('--prefill none');
    const { identity } = part(2, left).manifest;
    const elsewhere = part(2, left, { identity: { ...identity, endpoint: 'f' } });
    expect(hintOf([part(1, left), elsewhere])).toContain('--base-url URL#weight=1');
    expect(hintOf([part(1, left), part(2, { ...left, version: 2 })])).toContain('but for its --shard');
  });

  it('were judged by the same versions of the graders', () => {
    const versions = (version: number) => ({ grader_versions: { 'b.cot.exact': version } });
    expect(() => refuseDifferent([part(1, left, versions(1)), part(2, left, versions(2))])).toThrow(
      'it differs in version of a grader',
    );
  });

  it('may be made elsewhere, and by another version; a line says so', () => {
    const python = (version: string) => ({
      environment: { node: 'v24', platform: 'p', sandbox: sandbox(version) },
    });
    const parts = [
      part(1, left, python('3.12')),
      part(2, left, { ...python('3.13'), eurus_eval: '2' }),
      part(3, left, python('3.12')),
    ];
    expect(() => refuseDifferent(parts)).not.toThrow();
    expect(environmentNotes(parts)).toEqual([
      'The parts differ in eurus-eval: 1 in shard 1/3 (x.shard-1-of-3) and 1 more; 2 in shard 2/3 (x.shard-2-of-3).',
      'The parts differ in the sandbox: wasm, Python 3.12 in shard 1/3 (x.shard-1-of-3) and 1 more; wasm, Python 3.13 in shard 2/3 (x.shard-2-of-3).',
    ]);
    expect(environmentNotes(parts.slice(0, 1))).toEqual([]);
  });

  it('take nothing from names in a manifest that mean something to JavaScript', () => {
    const odd = JSON.parse('{"__proto__": {"from": "x", "sha256": "y"}}');
    const { adapters } = joinedManifest([part(1, left, { adapters: odd }), part(2, left)], '1');
    expect(Object.getPrototypeOf(adapters)).toBe(Object.prototype);
  });
});
