import { endingOf, type SampleRecord } from '../core/index.ts';
import type { RunRecord, TaskRecord, TrialRecord } from '../record/index.ts';
import { trialsOf } from '../record/index.ts';

/** The columns of one row a verdict, and what kind of value each holds; every column but the first eight may be empty. */
export const flatColumns = {
  run: 'text',
  model: 'text',
  benchmark: 'text',
  protocol: 'text',
  grader: 'text',
  key: 'text',
  id: 'text',
  trial: 'count',
  /** `correct`, `incorrect`, `no-answer`, `unscored`. */
  verdict: 'text',
  /** True, false, or empty where nothing could be judged. */
  correct: 'flag',
  reason: 'text',
  extracted: 'text',
  target: 'text',
  /** By dimension, as JSON. */
  groups: 'text',
  outcome: 'text',
  finish_reason: 'text',
  truncated: 'flag',
  input_tokens: 'count',
  output_tokens: 'count',
  reasoning_tokens: 'count',
  latency_ms: 'number',
  duration_ms: 'number',
  /** The messages as JSON, or the text of a prompt that is one. */
  prompt: 'text',
  prefill: 'text',
  text: 'text',
  reasoning: 'text',
  error: 'text',
  /** Of an episode: how many turns it had, why it ended, and the turn of the proposal that decided. */
  turns: 'count',
  ended: 'text',
  turn: 'count',
} as const satisfies Readonly<Record<string, 'text' | 'count' | 'number' | 'flag'>>;

export type FlatColumn = keyof typeof flatColumns;
export type FlatRow = Readonly<Record<FlatColumn, string | number | boolean | null>>;

/** Every verdict of some runs as one flat row: runs in the order given, samples in the order of their data. */
export async function* flatRows(
  runs: readonly RunRecord[],
  wanted: (task: TaskRecord, grader: string) => boolean,
): AsyncGenerator<FlatRow, void, undefined> {
  for (const run of runs) {
    for (const task of run.tasks) {
      const graders = task.graders.filter(({ name }) => wanted(task, name));
      if (graders.length === 0) continue;
      for await (const trial of trialsOf({ ...task, graders })) {
        for (const { name } of graders) {
          const row = flatRow(run, task, name, trial);
          if (row !== null) yield row;
        }
      }
    }
  }
}

const flatRow = (run: RunRecord, task: TaskRecord, grader: string, record: TrialRecord): FlatRow | null => {
  const { key, id, trial, sample, completion } = record;
  const verdict = record.verdicts.get(grader);
  if (verdict === undefined) return null;
  const { usage } = completion;
  return {
    run: run.directory,
    model: run.manifest.identity.model,
    ...{ benchmark: task.benchmark, protocol: task.protocol, grader, key, id, trial },
    verdict: verdict.verdict,
    correct: verdict.verdict === 'unscored' ? null : verdict.verdict === 'correct',
    ...{ reason: verdict.reason, extracted: verdict.extracted, target: sample?.target ?? null },
    groups: sample === null ? null : JSON.stringify(sample.groups),
    ...{ outcome: verdict.outcome, finish_reason: completion.finishReason },
    truncated: completion.error === null ? endingOf(completion) === 'cut-off' : null,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    ...{ latency_ms: completion.latencyMs, duration_ms: verdict.durationMs },
    prompt: sample === null ? null : promptText(sample),
    prefill: completion.prefill,
    text: completion.error === null ? completion.text : null,
    reasoning: completion.reasoning,
    error: completion.error === null ? null : `${completion.error.code}: ${completion.error.message}`,
    turns: completion.episode?.turns ?? null,
    ended: completion.episode?.ended ?? null,
    turn: verdict.turn ?? null,
  };
};

/** The messages of a prompt as JSON, or its text. */
export const promptText = ({ prompt }: SampleRecord): string =>
  prompt.kind === 'text' ? prompt.text : JSON.stringify(prompt.messages);
