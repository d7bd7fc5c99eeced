import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { problemsOf } from '../../src/adapter/index.ts';

const file = {
  path: 'mine/test.jsonl',
  url: 'https://example.org/test.jsonl',
  sha256: 'a'.repeat(64),
  bytes: 10,
  source: 'example/mine',
  licence: 'MIT',
};

const grader = { title: 'exact', version: 1, extract: () => null, score: () => null };
const protocol = {
  title: 'asks',
  generation: { maxTokens: 10, temperature: 0, topP: 1, stop: [] },
  prompt: () => null,
  headline: 'exact',
  graders: { exact: grader },
};
const whole = {
  id: 'mine',
  title: 'Mine',
  domain: 'math',
  version: 1,
  dataset: { files: [file], count: 3, rows: () => null },
  sample: () => null,
  protocols: { cot: protocol },
};

describe('what keeps a value from being a benchmark', () => {
  it('is nothing for those of this package', () => {
    for (const benchmark of benchmarks) expect(problemsOf(benchmark), benchmark.id).toEqual([]);
  });

  it('is nothing for a whole one', () => expect(problemsOf(whole)).toEqual([]));

  it('is nothing for one that asks training data', () =>
    expect(problemsOf({ ...whole, split: 'train' })).toEqual([]));

  it.each([
    ['a list', [], 'it is a list, expected a benchmark'],
    ['nothing', undefined, 'it is undefined'],
    ['an id with a space', { ...whole, id: 'my bench' }, 'id: is "my bench"'],
    ['an id that climbs', { ...whole, id: '../x' }, 'id: is "../x"'],
    ['no version', { ...whole, version: 0 }, 'version: is 0, expected a whole number from 1'],
    ['another domain', { ...whole, domain: 'sports' }, 'domain: is "sports"'],
    ['another split', { ...whole, split: 'dev' }, 'split: is "dev", expected one of train, validation, test'],
    ['no dataset', { ...whole, dataset: null }, 'dataset: is null'],
    [
      'no files',
      { ...whole, dataset: { ...whole.dataset, files: [] } },
      'dataset.files: expected at least one',
    ],
    [
      'a file that climbs',
      { ...whole, dataset: { ...whole.dataset, files: [{ ...file, path: '../../etc/passwd' }] } },
      'dataset.files[0].path: is "../../etc/passwd"',
    ],
    [
      'a file without checksum',
      { ...whole, dataset: { ...whole.dataset, files: [{ ...file, sha256: 'abc' }] } },
      'dataset.files[0].sha256: is "abc", expected 64 hexadecimal digits',
    ],
    [
      'an archive that climbs',
      { ...whole, dataset: { ...whole.dataset, files: [{ ...file, archive: '../all.tar' }] } },
      'dataset.files[0].archive: is "../all.tar", expected a relative path',
    ],
    [
      'no number of log-probabilities',
      {
        ...whole,
        protocols: { cot: { ...protocol, generation: { ...protocol.generation, logprobs: 'all' } } },
      },
      'protocols "cot".generation.logprobs: is "all", expected a whole number from 1',
    ],
    [
      'an end that is neither',
      { ...whole, protocols: { cot: { ...protocol, endsAtLimit: 'yes' } } },
      'protocols "cot".endsAtLimit: is "yes", expected true or false',
    ],
    ['no protocol', { ...whole, protocols: {} }, 'protocols: expected at least one'],
    [
      'a profile first',
      { ...whole, protocols: { 'cot@x': protocol } },
      'the first one must have no @profile',
    ],
    ['a protocol name with a dot', { ...whole, protocols: { 'c.t': protocol } }, 'expected a name like cot'],
    [
      'an unknown headline',
      { ...whole, protocols: { cot: { ...protocol, headline: 'best' } } },
      'protocols "cot".headline: is "best", expected one of its graders (exact)',
    ],
    [
      'shots from nowhere',
      { ...whole, protocols: { cot: { ...protocol, shots: 5 } } },
      'protocols "cot".shots: the benchmark has no dataset "shots"',
    ],
    [
      'a negative temperature',
      {
        ...whole,
        protocols: { cot: { ...protocol, generation: { ...protocol.generation, temperature: -1 } } },
      },
      'generation.temperature: is -1',
    ],
    [
      'a grader that cannot score',
      { ...whole, protocols: { cot: { ...protocol, graders: { exact: { ...grader, score: 1 } } } } },
      'grader "exact".score: is 1, expected a function',
    ],
  ])('is said of %s', (_, value, expected) => {
    expect(problemsOf(value).join('\n')).toContain(expected);
  });
});
