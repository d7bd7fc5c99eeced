import { describe, expect, it } from 'vitest';
import { findBenchmark, type SuiteMember, suites } from '../../benchmarks/index.ts';
import { joinProtocol } from '../../src/core/index.ts';

const members = Object.entries(suites).flatMap(([suite, { members }]) =>
  members.map(member => [suite, member.benchmark, member] as const),
);
const idsOf = (suite: string): readonly string[] =>
  (suites[suite]?.members ?? []).map(({ benchmark }) => benchmark);

/** The order of the paper's tables; MINT is two of its columns. */
const twelve = [
  ...['humaneval', 'mbpp', 'leetcode', 'gsm-plus', 'math', 'theoremqa', 'svamp', 'asdiv'],
  ...['bbh', 'ifeval', 'mint'],
];

describe('the suites', () => {
  it('are those of the contract', () => {
    expect(Object.keys(suites).sort()).toEqual(
      ['card', 'code', 'eurus', 'eurus-head', 'math', 'paper', 'reasoning'].sort(),
    );
    expect([...idsOf('card')].sort()).toEqual(
      ['bbh', 'gsm8k', 'humaneval', 'leetcode', 'math', 'mbpp', 'theoremqa'].sort(),
    );
  });

  it('have the tests of the paper in its order, MINT wherever its repository has it', () => {
    expect(idsOf('eurus')).toEqual(twelve);
    expect(idsOf('paper')).toEqual(twelve);
    expect(idsOf('eurus-head')).toEqual(twelve.filter(id => id !== 'mint'));
  });

  it('judge as variants.md says: the math sets as in April 2024, the rest as today', () => {
    const graders = Object.fromEntries(
      (suites.paper?.members ?? []).map(({ benchmark, grader }) => [benchmark, grader]),
    );
    expect(graders).toEqual({
      ...{ humaneval: 'eurus', mbpp: 'eurus', leetcode: 'eurus', theoremqa: 'eurus', bbh: 'eurus' },
      ...{ 'gsm-plus': 'eurus-2404', math: 'eurus-2404', svamp: 'eurus-2404', asdiv: 'eurus-2404' },
      ...{ ifeval: 'ifeval-loose', mint: 'mint-2403' },
    });
  });

  it.each(members)('%s names a benchmark that is there: %s', (suite, id, member) => {
    const benchmark = findBenchmark(id);
    if (benchmark === undefined) throw new Error(`${suite}: no benchmark ${id}`);
    for (const name of protocolsOf(member, Object.keys(benchmark.protocols)[0] ?? '')) {
      const protocol = benchmark.protocols[name];
      expect(protocol, `${suite}: ${id}.${name}`).toBeDefined();
      const grader = member.grader ?? protocol?.headline ?? '';
      expect(Object.keys(protocol?.graders ?? {}), `${suite}: ${id}.${name}`).toContain(grader);
    }
  });
});

const protocolsOf = ({ settings, profile = '' }: SuiteMember, defaultProtocol: string): readonly string[] =>
  (settings ?? [defaultProtocol]).map(setting => joinProtocol(setting, profile));
