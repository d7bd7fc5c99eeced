import type { TaskChoices } from '../../core/index.ts';
import type { RunChoices } from './run-choices.ts';

/** What a reader of the table must know, one line each. */
export const choiceNotes = (
  runs: readonly RunChoices[],
  ns: readonly number[],
  interval: boolean,
): readonly string[] => {
  const tasks = runs.flatMap(run => run.tasks);
  const rows = tasks.flatMap(task => task.rows);
  return [
    'percent right of one answer chosen from N: the mean over all ways to draw N of the answers to a sample',
    ...(rows.some(({ rule }) => rule === 'weighted-vote')
      ? [
          'weighted votes: over 2,000 draws where there are more ways; a score of which some are below 0 weighs e^score',
        ]
      : []),
    ...(interval ? ['[low, high]: 95 % interval, the sample as the unit'] : []),
    '* differs from Random: the 95 % interval of the difference, sample by sample, leaves out 0',
    ...(rows.some(({ lacking }) => lacking > 0)
      ? ['† some answers have no such score: they are chosen last']
      : []),
    ...runs.flatMap(run =>
      run.tasks.flatMap(task => taskNotes(task, ns, runs.length > 1 ? run.model : null)),
    ),
  ];
};

const taskNotes = (task: TaskChoices, ns: readonly number[], model: string | null): readonly string[] => {
  const { benchmark, protocol, grader, samples, trials, answers, unscored, rows } = task;
  const name = `${model === null ? '' : `${model}, `}${benchmark}.${protocol} by ${grader}`;
  const left = ns.filter(n => n > trials);
  const lacking = rows.filter(row => row.lacking > 0 && row.rule === 'score');
  return [
    `${name}: ${count(samples, 'sample')}, ${count(answers, 'answer')}, at least ${trials} judged ones a sample${
      unscored === 0 ? '' : `; ${unscored} could not be judged and are not chosen from`
    }`,
    ...(left.length === 0
      ? []
      : [`${name}: N = ${left.join(', ')} needs more judged answers to every sample than ${trials}`]),
    ...lacking.map(
      row => `${name}: ${row.lacking} of ${answers - unscored} judged answers have no score by ${row.score}`,
    ),
  ];
};

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
