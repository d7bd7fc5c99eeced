import { type DataSource, isObject, oneLine } from '../core/index.ts';
import { benchmarkIdentity, type PlannedTask } from '../run/index.ts';
import { messageVersion } from './names.ts';

/** The program that judges, by version and by the content of its files. */
export type Program = {
  readonly version: string;
  readonly code: { readonly form: string; readonly graders: string; readonly sandbox: string };
};

/** What of a task decides its verdicts. */
export type TaskRequirement = {
  readonly name: string;
  readonly benchmark_version: number;
  /** Headline first. */
  readonly graders: readonly { readonly name: string; readonly version: number }[];
  /** SHA-256 of every data file, by path; `unverified` for files of the user's own. */
  readonly data: Readonly<Record<string, string>>;
  /** SHA-256 of an adapter from outside; null for one of this package. */
  readonly adapter: string | null;
};

/** What a worker must be like to judge for a run: everything that could make its verdicts other ones. */
export type Requirement = {
  readonly message_version: number;
  readonly eurus_eval: string;
  readonly code: Program['code'];
  readonly tasks: readonly TaskRequirement[];
  /** Whether any grader runs programs. */
  readonly runs_programs: boolean;
};

/** The requirement of a run, or what a worker could do of it. */
export const requirementOf = (
  { version, code }: Program,
  planned: readonly PlannedTask[],
  data: DataSource,
): Requirement => ({
  message_version: messageVersion,
  eurus_eval: version,
  code,
  tasks: planned.map(task => ({
    name: task.name,
    benchmark_version: task.task.benchmark.version,
    graders: task.graders.map(({ name, grader }) => ({ name, version: grader.version })),
    data: benchmarkIdentity(task, data, 'none').data,
    adapter: task.task.adapter?.sha256 ?? null,
  })),
  runs_programs: planned.some(({ graders }) => graders.some(({ grader }) => grader.runsCode === true)),
});

/** Longest names and lists that a requirement may have. */
const most = { tasks: 512, graders: 100, files: 1000, text: 500 };

/** Reads a requirement that stood in Redis; null when it is none. */
export const decodeRequirement = (value: unknown): Requirement | null => {
  if (!isObject(value) || !isObject(value.code) || !Array.isArray(value.tasks)) return null;
  const { message_version, eurus_eval, code, runs_programs } = value;
  if (typeof message_version !== 'number' || !isText(eurus_eval)) return null;
  if (!isText(code.form) || !isText(code.graders) || !isText(code.sandbox)) return null;
  const tasks = value.tasks.slice(0, most.tasks + 1).flatMap(task => decodeTask(task) ?? []);
  if (tasks.length !== value.tasks.length || tasks.length > most.tasks) return null;
  if (new Set(tasks.map(({ name }) => name)).size < tasks.length) return null;
  const { form, graders, sandbox } = code;
  return {
    ...{ message_version, eurus_eval, code: { form, graders, sandbox }, tasks },
    runs_programs: runs_programs === true,
  };
};

const decodeTask = (value: unknown): TaskRequirement | null => {
  if (!isObject(value) || !Array.isArray(value.graders) || !isObject(value.data)) return null;
  const { name, benchmark_version, adapter } = value;
  if (!isText(name) || typeof benchmark_version !== 'number') return null;
  if (adapter !== null && !isText(adapter)) return null;
  const graders = value.graders
    .slice(0, most.graders)
    .flatMap(grader =>
      isObject(grader) && isText(grader.name) && typeof grader.version === 'number'
        ? [{ name: grader.name, version: grader.version }]
        : [],
    );
  const files = Object.entries(value.data)
    .slice(0, most.files + 1)
    .flatMap(([path, sum]) => (isText(path) && isText(sum) ? [[path, sum] as const] : []));
  if (graders.length !== value.graders.length || files.length > most.files) return null;
  if (files.length !== Object.keys(value.data).length) return null;
  return { name, benchmark_version, graders, data: Object.fromEntries(files), adapter };
};

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= most.text;

/** In which the program of a worker differs from what a run requires; one thing is enough. */
export const programDifference = (wanted: Requirement, { version, code }: Program): string | null => {
  const { eurus_eval, message_version, code: its, runs_programs } = wanted;
  const [difference] = [
    ...differs('eurus-eval', version, eurus_eval),
    ...differs('messages of version', messageVersion, message_version),
    ...differs('program', code.form, its.form),
    ...differs('code of the graders', code.graders, its.graders),
    ...(runs_programs ? differs('code of the sandbox', code.sandbox, its.sandbox) : []),
  ];
  return difference ?? null;
};

/** In which what a worker has of the tasks differs, one thing an item: `gsm8k.cot: graders …`. */
export const taskDifferences = (wanted: Requirement, here: Requirement): readonly string[] =>
  wanted.tasks.flatMap(task => differencesOf(task, here));

const differencesOf = (wanted: TaskRequirement, { tasks }: Requirement): readonly string[] => {
  const { name } = wanted;
  const here = tasks.find(task => task.name === name);
  if (here === undefined) return [`${name} is not known here`];
  return [
    ...differs(`${name}: version`, here.benchmark_version, wanted.benchmark_version),
    ...graderDifferences(wanted, here),
    ...dataDifferences(wanted, here),
    ...differs(`${name}: adapter`, here.adapter ?? ofThisPackage, wanted.adapter ?? ofThisPackage),
  ];
};

const ofThisPackage = 'of this package';

const graderDifferences = ({ name, graders }: TaskRequirement, here: TaskRequirement): readonly string[] => {
  const [mine, wanted] = [namesOf(here.graders), namesOf(graders)];
  if (mine !== wanted) return differs(`${name}: graders`, mine, wanted);
  return graders.flatMap(({ name: grader, version }, index) =>
    differs(`${name}: version of grader ${grader}`, here.graders[index]?.version, version),
  );
};

const namesOf = (graders: TaskRequirement['graders']): string => graders.map(({ name }) => name).join(', ');

const dataDifferences = ({ name, data }: TaskRequirement, here: TaskRequirement): readonly string[] => {
  const files = new Set([...Object.keys(data), ...Object.keys(here.data)]);
  return [...files].flatMap(file => differs(`${name}: ${file}`, sumOf(here.data, file), sumOf(data, file)));
};

const sumOf = (data: TaskRequirement['data'], file: string): string =>
  Object.hasOwn(data, file) ? (data[file] ?? 'none') : 'none';

const differs = (
  what: string,
  here: string | number | undefined,
  wanted: string | number,
): readonly string[] =>
  here === wanted ? [] : [`${what} ${shown(here ?? 'none')} here, ${shown(wanted)} wanted`];

/** Sums as far as they tell two apart. */
const shown = (value: string | number): string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
    ? `${value.slice(0, 12)}…`
    : oneLine(`${value}`, 100);
