import type { RunRecord, TaskRecord, TrialRecord } from '../record/index.ts';
import { trialsOf } from '../record/index.ts';
import type { Exporter, ExportOptions } from './exporter.ts';
import { writeLines } from './lines.ts';

/** The benchmarks that have such files, and what their ids are called there. */
const taskIds: Readonly<Record<string, (id: string) => string>> = {
  humaneval: id => id,
  'humaneval-plus': id => id,
  mbpp: id => `Mbpp/${id}`,
  'mbpp-test': id => `Mbpp/${id}`,
};

export const codeBenchmarks: readonly string[] = Object.keys(taskIds);

/** EvalPlus's samples: `{"task_id", "solution"}`, the whole program that was judged; '' where none was found. */
export const exportEvalPlus: Exporter = options =>
  exportSamples(options, (task_id, program) => ({ task_id, solution: program }));

/** HumanEval's samples: `{"task_id", "completion"}`, what follows the benchmark's prompt to make a program. */
export const exportHumanEval: Exporter = options =>
  exportSamples(options, (task_id, program, { sample, completion }) => {
    if (completion.form === 'continuation') return { task_id, completion: completion.text };
    const prompt = sample?.input ?? '';
    // A program that does not begin with the prompt stands behind it: its own definition is the later one, and counts.
    return {
      task_id,
      completion: program.startsWith(prompt) ? program.slice(prompt.length) : `\n${program}`,
    };
  });

type Row = Readonly<Record<string, string>>;

const exportSamples = async (
  { runs, wanted, out }: ExportOptions,
  rowOf: (taskId: string, program: string, trial: TrialRecord) => Row,
): Promise<readonly string[]> => {
  const lines = async function* () {
    for (const run of runs) {
      for (const { task, grader } of chosen(run, wanted)) {
        for await (const trial of trialsOf(task)) {
          const program = trial.verdicts.get(grader)?.extracted ?? '';
          yield JSON.stringify(rowOf(taskIds[task.benchmark]?.(trial.id) ?? trial.id, program, trial));
        }
      }
    }
  };
  await writeLines(out, lines());
  return [out];
};

/** Of each task the first wanted grader: graders of one protocol find the same program. */
const chosen = (
  { tasks }: RunRecord,
  wanted: ExportOptions['wanted'],
): readonly { readonly task: TaskRecord; readonly grader: string }[] =>
  tasks.flatMap(task => {
    const grader = task.graders.find(({ name }) => wanted(task, name));
    return grader === undefined || !Object.hasOwn(taskIds, task.benchmark)
      ? []
      : [{ task, grader: grader.name }];
  });
