import { describe, expect, it } from 'vitest';
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
    const asked = tasksOf(['paper'], { profile: 'eurus' });
    expect(asked).toEqual(expect.arrayContaining(['humaneval.code@eurus eurus', 'bbh.cot@eurus eurus']));
    // A benchmark that knows no such profile is asked as the suite says.
    expect(asked.filter(text => !text.includes('@eurus '))).toEqual(['mint.interact@mint-eurus mint-2403']);
    expect(() => tasksOf(['mint'], { profile: 'eurus' })).toThrow(/mint has no protocol "interact@eurus"/);
    const judged = tasksOf(['paper'], { graders: ['all'] }).find(text => text.startsWith('bbh'));
    expect(judged).toBe('bbh.cot@eurus-2404 bbh-official eurus lm-eval-cot-fewshot');
  });

  it('ask each protocol once, judged by every grader that names it', () => {
    const tasks = tasksOf(['bbh.cot@eurus-2404', 'paper', 'reasoning', 'bbh']);
    expect(tasks.filter(text => text.startsWith('bbh'))).toEqual([
      'bbh.cot@eurus-2404 bbh-official eurus',
      'bbh.cot bbh-official',
    ]);
  });

  it('say in a line where a name is a benchmark too', () => {
    expect(suiteNotes(['math', 'math', 'bbh'])).toEqual([
      expect.stringMatching(/^math is taken for the suite .*; math\.cot is the benchmark\.$/),
    ]);
    expect(suiteNotes(['eurus', 'reasoning', 'humaneval.code'])).toEqual([]);
  });

  it('are refused where one benchmark is wanted', () => {
    expect(() => resolveTasks({ names: ['no-such-suite'] })).toThrow(/no benchmark or suite "no-such-suite"/);
  });
});
