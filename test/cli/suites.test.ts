import { describe, expect, it } from 'vitest';
import { findBenchmark, planned, suites } from '../../benchmarks/index.ts';
import { suiteNotes } from '../../src/cli/expand.ts';
import { resolveTasks } from '../../src/cli/tasks.ts';
import { taskName } from '../../src/run/index.ts';

const tasksOf = (names: readonly string[], more: { profile?: string; graders?: readonly string[] } = {}) =>
  resolveTasks({ names, ...more }).map(task => [taskName(task), ...task.graders].join(' '));

describe('suites on the command line', () => {
  it('stand for their benchmarks, with the prompts and graders they name', () => {
    expect(tasksOf(['paper'])).toEqual(
      expect.arrayContaining(['humaneval.code@eurus-2404 eurus', 'bbh.cot@eurus-2404 eurus']),
    );
    expect(tasksOf(['eurus'])).toEqual(
      expect.arrayContaining(['humaneval.code openai', 'bbh.cot bbh-official']),
    );
  });

  it('give way to --profile and --grader', () => {
    const named = ['humaneval', 'bbh'];
    const head = tasksOf(['paper'], { profile: 'eurus', graders: ['eurus'] }).filter(text =>
      named.some(id => text.startsWith(`${id}.`)),
    );
    expect(head).toEqual(['humaneval.code@eurus eurus', 'bbh.cot@eurus eurus']);
  });

  it('ask each protocol once, judged by every grader that names it', () => {
    const tasks = tasksOf(['bbh.cot@eurus-2404', 'paper', 'reasoning', 'bbh']);
    expect(tasks.filter(text => text.startsWith('bbh'))).toEqual([
      'bbh.cot@eurus-2404 bbh-official eurus',
      'bbh.cot bbh-official',
    ]);
  });

  it('say in a line what they leave out because it is still to come', () => {
    const left = (suites.eurus?.members ?? [])
      .map(({ benchmark }) => benchmark)
      .filter(id => findBenchmark(id) === undefined);
    expect(left.every(id => planned.includes(id))).toBe(true);
    expect(suiteNotes(['eurus', 'eurus', 'bbh'])).toEqual(
      left.length === 0 ? [] : [`Suite eurus: this version has no ${left.join(', ')} yet; left out.`],
    );
    expect(suiteNotes(['reasoning', 'humaneval.code'])).toEqual([]);
  });

  it('are refused where one benchmark is wanted', () => {
    expect(() => resolveTasks({ names: ['no-such-suite'] })).toThrow(/no benchmark or suite "no-such-suite"/);
  });
});
