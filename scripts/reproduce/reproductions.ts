import { bbh } from '../../benchmarks/bbh/benchmark.ts';
import { gsm8k } from '../../benchmarks/gsm8k/benchmark.ts';
import type { Benchmark, Cell } from '../../src/core/index.ts';
import { bbhOutputs, type gsm8kModels, gsm8kOutputs, type OutputReader } from '../recorded-outputs.ts';

/** A number somebody published about recorded outputs, and where ours stands. */
export type Published = {
  readonly what: string;
  readonly grader: string;
  readonly value: number;
  /** Digits after the point that were published; ours is rounded to as many. */
  readonly digits: number;
  /** Ours, in the unit of `value`; undefined where the cell has no such number. */
  readonly ours: (cell: Cell) => number | undefined;
};

/** Outputs that a real model left behind, and what was published about them. */
export type Reproduction = {
  readonly title: string;
  /** Where the numbers are from. */
  readonly source: string;
  /** Within the outputs directory. */
  readonly outputs: string;
  readonly read: OutputReader;
  readonly benchmark: Benchmark;
  readonly protocol: string;
  readonly published: readonly Published[];
};

const micro = ({ metrics }: Cell): number | undefined => percent(metrics['pass@1']?.value);
const macro = ({ metrics }: Cell): number | undefined => percent(metrics.macro?.value);
const ofTask =
  (task: string) =>
  ({ groups }: Cell): number | undefined =>
    percent(groups.task?.[task]?.metrics['pass@1']?.value);
const correct = ({ counts }: Cell): number => counts.correct;

const percent = (fraction: number | undefined): number | undefined =>
  fraction === undefined ? undefined : 100 * fraction;

/** Accuracy of code-davinci-002 by task, as its evaluation files have it. */
const codex: Readonly<Record<string, number>> = {
  boolean_expressions: 92.8,
  causal_judgement: 54.01,
  date_understanding: 87.2,
  disambiguation_qa: 76,
  dyck_languages: 56.8,
  formal_fallacies: 50.4,
  geometric_shapes: 54.4,
  hyperbaton: 66.4,
  logical_deduction_five_objects: 54.8,
  logical_deduction_seven_objects: 38.8,
  logical_deduction_three_objects: 87.6,
  movie_recommendation: 90.4,
  multistep_arithmetic_two: 47.6,
  navigate: 96.4,
  object_counting: 93.2,
  penguins_in_a_table: 79.45,
  reasoning_about_colored_objects: 91.6,
  ruin_names: 68.4,
  salient_translation_error_detection: 60.8,
  snarks: 59.55,
  sports_understanding: 97.6,
  temporal_sequences: 96.8,
  tracking_shuffled_objects_five_objects: 89.6,
  tracking_shuffled_objects_seven_objects: 85.6,
  tracking_shuffled_objects_three_objects: 78.4,
  web_of_lies: 95.2,
  word_sorting: 40.4,
};

/** Where the Eurus scripts' rule, that the target stands somewhere in the answer, gives another accuracy. */
const contained: Readonly<Record<string, number>> = {
  boolean_expressions: 99.6,
  dyck_languages: 75.6,
  formal_fallacies: 59.2,
  hyperbaton: 100,
  multistep_arithmetic_two: 56.4,
  ruin_names: 99.2,
  snarks: 100,
  web_of_lies: 96.8,
};

const tasks = (grader: string, values: Readonly<Record<string, number>>): readonly Published[] =>
  Object.entries(values).map(([task, value]) => ({
    what: task,
    grader,
    value,
    digits: 2,
    ours: ofTask(task),
  }));

const exampleModel = (model: (typeof gsm8kModels)[number], value: number): Reproduction => ({
  title: `${model} on GSM8K`,
  source: 'openai/grade-school-math, is_correct of example_model_solutions.jsonl',
  outputs: 'gsm8k/example_model_solutions.jsonl.gz',
  read: gsm8kOutputs(model),
  benchmark: gsm8k,
  protocol: 'cot',
  published: [{ what: 'correct of 1319', grader: 'strict', value, digits: 0, ours: correct }],
});

const codexOutputs = {
  outputs: 'bbh/code-davinci-002-cot.tar.gz',
  read: bbhOutputs,
  benchmark: bbh,
  protocol: 'cot',
} as const;

/** Every reproduction; another one is another entry here. */
export const reproductions: readonly Reproduction[] = [
  {
    ...codexOutputs,
    title: 'code-davinci-002 on BIG-Bench Hard, chain of thought',
    source: 'suzgunmirac/BIG-Bench-Hard, the evaluation file beside the outputs of each task',
    published: [
      { what: 'all samples', grader: 'bbh-official', value: 73.97, digits: 2, ours: micro },
      { what: 'mean over 27 tasks', grader: 'bbh-official', value: 73.71, digits: 2, ours: macro },
      ...tasks('bbh-official', codex),
    ],
  },
  {
    ...codexOutputs,
    title: 'the same by containment',
    source: "not published: the rule of the Eurus scripts' BBH evaluation, measured over these outputs",
    published: [
      { what: 'all samples', grader: 'eurus', value: 79.27, digits: 2, ours: micro },
      ...tasks('eurus', { ...codex, ...contained }),
    ],
  },
  exampleModel('6b_finetuning', 286),
  exampleModel('6b_verification', 515),
  exampleModel('175b_finetuning', 458),
  exampleModel('175b_verification', 742),
];
