import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type BenchmarkIdentity, type Cell, type Manifest, type Message, oneLine } from '../core/index.ts';
import { type RunRecord, type TaskRecord, type TrialRecord, trialsOf } from '../record/index.ts';
import { openDialogues } from './dialogue.ts';
import type { Exporter, ExportOptions } from './exporter.ts';
import { promptText } from './flat-row.ts';
import { writeLines, writePieces } from './lines.ts';

/** The name of our metric there: the share of trials that are right. */
const metric = 'acc';

/**
 * The files that lm-evaluation-harness writes with `--output_path` and `--log_samples` (its `result_schema.py`, 0.4.13):
 * `<model>/results_<date>.json` and `<model>/samples_<task>_<date>.jsonl`. A grader is a filter there; the trials of a
 * sample are the repeats of its request. What has no place there stands under `eurus_eval`.
 */
export const exportLmEval: Exporter = async options => {
  const files: string[] = [];
  for (const run of options.runs) files.push(...(await exportRun(run, options)));
  return files;
};

const exportRun = async (
  run: RunRecord,
  { wanted, out, version }: ExportOptions,
): Promise<readonly string[]> => {
  const folder = join(out, sanitized(run.manifest.identity.model));
  const date = run.manifest.created_at.replaceAll(':', '-');
  const files: string[] = [];
  const counts = new Map<string, number>();
  for (const task of run.tasks) {
    const graders = task.graders.map(({ name }) => name).filter(name => wanted(task, name));
    if (graders.length === 0) continue;
    const path = join(folder, `samples_${task.name}_${date}.jsonl`);
    await writeLines(
      path,
      sampleLines(run, task, graders, rows => counts.set(task.name, rows)),
    );
    files.push(path);
  }
  const path = join(folder, `results_${date}.json`);
  const results = resultsOf(run, wanted, counts, version);
  await writePieces(path, one(`${JSON.stringify(results, null, 2)}\n`));
  return [path, ...files];
};

/** One line a sample and grader, as that harness has one a filter. */
async function* sampleLines(
  run: RunRecord,
  task: TaskRecord,
  graders: readonly string[],
  counted: (samples: number) => void,
): AsyncGenerator<string, void, undefined> {
  let [samples, trials]: [number, Told[]] = [0, []];
  const identity = run.manifest.benchmarks[task.name];
  const lines = function* () {
    for (const grader of graders) yield JSON.stringify(sampleRow(trials, grader, samples, identity));
  };
  const dialogues = await openDialogues(task);
  try {
    for await (const trial of trialsOf(task)) {
      if (trials.length > 0 && trials[0]?.id !== trial.id) {
        yield* lines();
        samples += 1;
        trials = [];
      }
      trials.push({ ...trial, between: await dialogues.between(trial) });
    }
  } finally {
    await dialogues.close();
  }
  if (trials.length > 0) {
    yield* lines();
    samples += 1;
  }
  counted(samples);
}

/** A trial with what was said between its first prompt and its last reply. */
type Told = TrialRecord & { readonly between: readonly Message[] };

const sampleRow = (
  trials: readonly Told[],
  grader: string,
  place: number,
  identity: BenchmarkIdentity | undefined,
): Readonly<Record<string, unknown>> => {
  const [first] = trials;
  const sample = first?.sample ?? null;
  const target = sample?.target ?? '';
  const prompt = sample === null ? '' : promptText(sample);
  const verdicts = trials.map(({ verdicts: all }) => all.get(grader));
  const judged = verdicts.filter(one => one !== undefined && one.verdict !== 'unscored');
  const right = judged.filter(one => one?.verdict === 'correct').length;
  const { generation } = identity ?? {};
  const asked =
    generation === undefined
      ? {}
      : {
          until: generation.stop,
          max_gen_toks: generation.max_tokens,
          temperature: generation.temperature,
          top_p: generation.top_p,
          do_sample: generation.temperature > 0,
        };
  const doc = {
    id: first?.id,
    ...(sample === null ? {} : { input: sample.input, target, ...sample.groups }),
  };
  return {
    doc_id: first === undefined || first.row < 0 ? place : first.row,
    doc,
    target,
    arguments: { gen_args_0: { arg_0: prompt, arg_1: asked } },
    resps: [trials.map(({ completion }) => completion.text)],
    filtered_resps: verdicts.map(one => one?.extracted ?? ''),
    filter: grader,
    metrics: judged.length === 0 ? [] : [metric],
    ...{ doc_hash: sha256(JSON.stringify(doc)), prompt_hash: sha256(prompt), target_hash: sha256(target) },
    ...(judged.length === 0 ? {} : { [metric]: right / judged.length }),
    eurus_eval: trials.map(({ key, trial, completion, between }, index) => ({
      ...{ key, trial, prefill: completion.prefill, reasoning: completion.reasoning },
      ...{ finish_reason: completion.finishReason, error: completion.error },
      ...(completion.episode === undefined ? {} : { episode: completion.episode }),
      ...(between.length === 0 ? {} : { dialogue: between }),
      usage: {
        input_tokens: completion.usage.inputTokens,
        output_tokens: completion.usage.outputTokens,
        reasoning_tokens: completion.usage.reasoningTokens,
      },
      ...{ verdict: verdicts[index]?.verdict ?? null, reason: verdicts[index]?.reason ?? null },
    })),
  };
};

const resultsOf = (
  { manifest, summary, tasks }: RunRecord,
  wanted: ExportOptions['wanted'],
  counts: ReadonlyMap<string, number>,
  version: string,
): Readonly<Record<string, unknown>> => {
  const exported = tasks.filter(({ name }) => counts.has(name));
  const of = <T>(value: (task: TaskRecord) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(exported.map(task => [task.name, value(task)]));
  const cells = (task: TaskRecord): readonly Cell[] =>
    summary.cells.filter(
      ({ benchmark, protocol, grader }) => `${benchmark}.${protocol}` === task.name && wanted(task, grader),
    );
  return {
    results: of(task => ({
      ...{ name: task.name, alias: task.name, sample_len: counts.get(task.name) ?? 0 },
      ...Object.fromEntries(cells(task).flatMap(metricsOf)),
    })),
    group_subtasks: of(() => []),
    configs: of(({ name, benchmark }) => ({
      task: name,
      dataset_path: benchmark,
      output_type: 'generate_until',
      ...{ generation_kwargs: manifest.benchmarks[name]?.generation ?? {} },
      ...{ repeats: manifest.selection[name]?.trials ?? 1 },
    })),
    versions: of(({ name }) => manifest.benchmarks[name]?.version ?? null),
    // The run does not say how many examples its prompts show.
    'n-shot': {},
    higher_is_better: of(() => ({ [metric]: true })),
    'n-samples': of(({ name }) => ({ original: counts.get(name) ?? 0, effective: counts.get(name) ?? 0 })),
    ...identityOf(manifest),
    eurus_eval: { version, manifest, summary },
  };
};

const metricsOf = ({ grader, metrics }: Cell): readonly (readonly [string, number])[] =>
  Object.entries(metrics).flatMap(([name, { value, stderr }]) => {
    const theirs = name === 'pass@1' ? metric : name;
    return [
      [`${theirs},${grader}`, value],
      [`${theirs}_stderr,${grader}`, stderr],
    ] as const;
  });

const identityOf = ({ identity, created_at }: Manifest) => ({
  config: {
    model: identity.backend,
    model_args: { model: identity.model, base_url: identity.endpoint },
    ...(identity.seed === null ? {} : { random_seed: identity.seed }),
  },
  date: Date.parse(created_at) / 1000,
  model_source: identity.backend,
  model_name: identity.model,
  model_name_sanitized: sanitized(identity.model),
  system_instruction: identity.system,
});

/** Longest name of a folder, in bytes: most file systems take 255. */
const maxFolderBytes = 200;

/** As that harness makes a model's name fit for a path; besides, short enough and without control characters. */
const sanitized = (name: string): string => {
  const plain = oneLine(name, maxFolderBytes).replace(/["<>:/|\\?*[\]]+/g, '__');
  const short = Buffer.from(plain)
    .subarray(0, maxFolderBytes)
    .toString()
    .replace(/\uFFFD+$/, '');
  return /^[. ]*$/.test(short) ? 'model' : short;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function* one(text: string): AsyncGenerator<string, void, undefined> {
  yield text;
}
