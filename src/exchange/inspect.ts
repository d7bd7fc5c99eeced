import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Cell, endingOf, type Message, type Usage, type Verdict } from '../core/index.ts';
import { type RunRecord, type TaskRecord, type TrialRecord, trialsOf } from '../record/index.ts';
import { openDialogues } from './dialogue.ts';
import type { Exporter, ExportOptions } from './exporter.ts';
import { writePieces } from './lines.ts';

/**
 * Logs as inspect_ai writes them with `--log-format json` (version 2 of its `EvalLog`), one file a task. A trial is an
 * epoch there, a grader a scorer; what could not be judged has no score. What has no place there stands in `metadata`.
 */
export const exportInspect: Exporter = async options => {
  const files: string[] = [];
  for (const run of options.runs) {
    for (const task of run.tasks) {
      const graders = task.graders.map(({ name }) => name).filter(name => options.wanted(task, name));
      if (graders.length === 0) continue;
      const time = run.manifest.created_at.replace(/\.\d+Z$/, '+00-00').replaceAll(':', '-');
      const name = `${time}_${task.name.replaceAll(/[^A-Za-z0-9]+/g, '-')}_${idOf(run, task).slice(0, 22)}.json`;
      const path = join(options.out, name);
      await writePieces(path, logPieces(run, task, graders, options));
      files.push(path);
    }
  }
  return files;
};

/** The samples of a log one by one; what is around them is small. */
async function* logPieces(
  run: RunRecord,
  task: TaskRecord,
  graders: readonly string[],
  { version }: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const seen = { samples: 0, ids: new Set<string>(), input: 0, output: 0, reasoning: 0 };
  const missing = missingIn(run, task);
  yield `{\n"version": 2,\n"status": "${missing === 0 ? 'success' : 'started'}",\n"samples": [`;
  let between = '\n';
  const { model } = run.manifest.identity;
  const dialogues = await openDialogues(task);
  try {
    for await (const trial of trialsOf(task)) {
      seen.samples += 1;
      seen.ids.add(trial.id);
      seen.input += trial.completion.usage.inputTokens ?? 0;
      seen.output += trial.completion.usage.outputTokens ?? 0;
      seen.reasoning += trial.completion.usage.reasoningTokens ?? 0;
      const sample = sampleOf(trial, await dialogues.between(trial), graders, model);
      yield `${between}${JSON.stringify(sample)}`;
      between = ',\n';
    }
  } finally {
    await dialogues.close();
  }
  yield '\n]';
  const usage = {
    ...{ input_tokens: seen.input, output_tokens: seen.output, total_tokens: seen.input + seen.output },
    reasoning_tokens: seen.reasoning,
  };
  const rest = {
    eval: specOf(run, task, graders, [...seen.ids], version),
    plan: planOf(run, task),
    results: resultsOf(run, task, graders, seen.samples, missing),
    stats: {
      ...{ started_at: run.manifest.created_at, completed_at: '' },
      model_usage: { [model]: usage },
    },
  };
  for (const [name, value] of Object.entries(rest)) yield `,\n"${name}": ${JSON.stringify(value)}`;
  yield '\n}\n';
}

/** Planned trials of a task that its cells still lack. */
const missingIn = ({ summary }: RunRecord, { name }: TaskRecord): number =>
  Math.max(
    0,
    ...summary.cells.flatMap(({ benchmark, protocol, missing = 0 }) =>
      `${benchmark}.${protocol}` === name ? [missing] : [],
    ),
  );

const specOf = (
  { manifest }: RunRecord,
  task: TaskRecord,
  graders: readonly string[],
  ids: readonly string[],
  version: string,
) => {
  const id = idOf({ manifest }, task);
  return {
    ...{ eval_id: id, run_id: id, created: manifest.created_at, task: task.name, task_id: id },
    ...{ task_version: manifest.benchmarks[task.name]?.version ?? 0 },
    ...{ dataset: { name: task.benchmark, samples: ids.length, sample_ids: ids, shuffled: false } },
    ...{ model: manifest.identity.model, model_base_url: manifest.identity.endpoint, model_args: {} },
    config: { epochs: manifest.selection[task.name]?.trials ?? 1 },
    packages: { 'eurus-eval': version },
    metadata: { eurus_eval: manifest },
    scorers: graders.map(name => ({
      name,
      options: {},
      metrics: [{ name: 'accuracy' }, { name: 'stderr' }],
    })),
  };
};

const planOf = ({ manifest }: RunRecord, task: TaskRecord) => {
  const { generation } = manifest.benchmarks[task.name] ?? {};
  const { seed, system } = manifest.identity;
  return {
    name: 'plan',
    steps: [{ solver: 'generate', params: {} }],
    config:
      generation === undefined
        ? {}
        : {
            max_tokens: generation.max_tokens,
            temperature: generation.temperature,
            top_p: generation.top_p,
            ...(generation.stop.length === 0 ? {} : { stop_seqs: generation.stop }),
            ...(seed === null ? {} : { seed }),
            ...(system === null ? {} : { system_message: system }),
          },
  };
};

const resultsOf = (
  { summary }: RunRecord,
  task: TaskRecord,
  graders: readonly string[],
  samples: number,
  missing: number,
) => ({
  total_samples: samples + missing,
  completed_samples: samples,
  scores: graders.flatMap(grader => {
    const cell = summary.cells.find(
      one => `${one.benchmark}.${one.protocol}` === task.name && one.grader === grader,
    );
    return cell === undefined ? [] : [scoreOf(cell)];
  }),
});

const scoreOf = ({ grader, metrics, counts }: Cell) => ({
  ...{ name: grader, scorer: grader, params: {} },
  scored_samples: counts.correct + counts.incorrect + counts['no-answer'],
  unscored_samples: counts.unscored,
  metrics: Object.fromEntries(
    Object.entries(metrics).flatMap(([name, { value, stderr, ci95 }]) => {
      const theirs = name === 'pass@1' ? 'accuracy' : name;
      const error = name === 'pass@1' ? 'stderr' : `${name} stderr`;
      return [
        [theirs, { name: theirs, value, params: {}, metadata: { ci95 } }],
        [error, { name: error, value: stderr, params: {} }],
      ];
    }),
  ),
});

const sampleOf = (
  trial: TrialRecord,
  dialogue: readonly Message[],
  graders: readonly string[],
  model: string,
) => {
  const { id, completion, sample, key } = trial;
  const asked = messagesOf(trial);
  const answer = {
    role: 'assistant',
    content:
      completion.reasoning === null
        ? completion.text
        : [
            { type: 'reasoning', reasoning: completion.reasoning },
            { type: 'text', text: completion.text },
          ],
    ...{ source: 'generate', model: completion.model },
  };
  const usage = usageOf(completion.usage);
  return {
    ...{ id, epoch: trial.trial + 1, input: asked, target: sample?.target ?? '' },
    messages: [...asked, ...dialogue, answer],
    output: {
      model: completion.model,
      choices: [{ message: answer, stop_reason: stopReason(trial) }],
      ...(usage === null ? {} : { usage }),
      ...(completion.latencyMs === null ? {} : { time: completion.latencyMs / 1000 }),
    },
    scores: Object.fromEntries(
      graders.flatMap(grader => {
        const verdict = trial.verdicts.get(grader);
        return verdict === undefined || verdict.verdict === 'unscored'
          ? []
          : [[grader, verdictScore(verdict)]];
      }),
    ),
    metadata: {
      ...sample?.groups,
      eurus_eval: {
        ...{
          key,
          prefill: completion.prefill,
          form: completion.form,
          finish_reason: completion.finishReason,
        },
        ...(completion.episode === undefined ? {} : { episode: completion.episode }),
        unscored: Object.fromEntries(
          [...trial.verdicts].flatMap(([grader, { verdict, reason }]) =>
            verdict === 'unscored' ? [[grader, reason]] : [],
          ),
        ),
      },
    },
    ...(usage === null ? {} : { model_usage: { [model]: usage } }),
    ...(completion.error === null
      ? {}
      : {
          error: {
            message: `${completion.error.code}: ${completion.error.message}`,
            ...{ traceback: '', traceback_ansi: '' },
          },
        }),
  };
};

/** `C` and `I` are that harness's letters for right and wrong; `N` for no answer. */
const letters = { correct: 'C', incorrect: 'I', 'no-answer': 'N', unscored: '' } as const;

const verdictScore = ({ verdict, extracted, reason, outcome }: Verdict) => ({
  value: letters[verdict],
  ...(extracted === null ? {} : { answer: extracted }),
  explanation: reason,
  metadata: { verdict, ...(outcome === null ? {} : { outcome }) },
});

const messagesOf = ({ sample, completion }: TrialRecord): readonly Record<string, unknown>[] => {
  if (sample === null) return [];
  const { prompt } = sample;
  if (prompt.kind === 'text') return [{ role: 'user', content: prompt.text }];
  const started = completion.prefill;
  return [
    ...prompt.messages.map(({ role, content }) => ({ role, content })),
    ...(started === null ? [] : [{ role: 'assistant', content: started }]),
  ];
};

const usageOf = ({ inputTokens, outputTokens, reasoningTokens }: Usage) =>
  inputTokens === null && outputTokens === null
    ? null
    : {
        ...{ input_tokens: inputTokens ?? 0, output_tokens: outputTokens ?? 0 },
        total_tokens: (inputTokens ?? 0) + (outputTokens ?? 0),
        ...(reasoningTokens === null ? {} : { reasoning_tokens: reasoningTokens }),
      };

const stopReasons = {
  finished: 'stop',
  'cut-off': 'max_tokens',
  filtered: 'content_filter',
  unknown: 'unknown',
} as const;

const stopReason = ({ completion }: TrialRecord): string =>
  completion.error === null ? stopReasons[endingOf(completion)] : 'unknown';

/** The same for the same task of the same run, 22 letters and digits as that harness has them. */
const idOf = ({ manifest }: Pick<RunRecord, 'manifest'>, { name }: TaskRecord): string =>
  createHash('sha256')
    .update(JSON.stringify([manifest.created_at, manifest.identity, name]))
    .digest('hex')
    .slice(0, 22);
