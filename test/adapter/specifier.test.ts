import { expect, it } from 'vitest';
import { specifierOf } from '../../src/adapter/index.ts';

it.each([
  ['./my-bench', { target: './my-bench', kind: 'path', protocol: null }],
  ['../x/benchmark.ts', { target: '../x/benchmark.ts', kind: 'path', protocol: null }],
  ['.', { target: '.', kind: 'path', protocol: null }],
  ['/srv/x', { target: '/srv/x', kind: 'path', protocol: null }],
  ['C:\\x\\benchmark.ts', { target: 'C:\\x\\benchmark.ts', kind: 'path', protocol: null }],
  ['bench.mts#pot', { target: 'bench.mts', kind: 'path', protocol: 'pot' }],
  ['x/y', { target: 'x/y', kind: 'path', protocol: null }],
  ['./x#cot@official', { target: './x', kind: 'path', protocol: 'cot@official' }],
  ['my-bench', { target: 'my-bench', kind: 'package', protocol: null }],
  ['my-bench#pot', { target: 'my-bench', kind: 'package', protocol: 'pot' }],
  ['@me/bench', { target: '@me/bench', kind: 'package', protocol: null }],
  ['@me/bench/second', { target: '@me/bench/second', kind: 'package', protocol: null }],
  ['node:fs', null],
  ['https://x.org/b.ts?', null],
  ['My Bench', null],
  ['', null],
])('reads %j', (name, expected) => {
  if (name.startsWith('https:')) expect(specifierOf(name)?.kind).not.toBe('package');
  else expect(specifierOf(name)).toEqual(expected);
});
