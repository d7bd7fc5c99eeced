import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addressOf,
  type Benchmark,
  type Completion,
  type CompletionForm,
  EurusError,
  type Execute,
  type Extraction,
  isObject,
  type Judgement,
  readFirstToken,
  type Sample,
  type VerdictName,
  verdictNames,
} from '../core/index.ts';

/** A completion written by hand, with the verdicts that graders must give it. */
export type GoldenCase = {
  /** What it shows, in a few words. */
  readonly case: string;
  readonly protocols: readonly string[];
  /** Of a sample that is there. */
  readonly id: string;
  readonly text: string;
  readonly prefill?: string;
  readonly form?: CompletionForm;
  /** Of the first token, in any shape that `readFirstToken` knows. */
  readonly logprobs?: unknown;
  /** By grader. */
  readonly verdicts: Readonly<Record<string, VerdictName>>;
};

/**
 * The golden cases of an adapter's folder; none when it has no `golden.jsonl`.
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`
 */
export const goldenCasesIn = (folder: string): readonly GoldenCase[] => {
  const file = join(folder, 'golden.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [goldenCaseOf(line, `${file}:${index + 1}`)]));
};

const goldenCaseOf = (line: string, where: string): GoldenCase => {
  let value: unknown = null;
  try {
    value = JSON.parse(line);
  } catch {
    throw new EurusError('RECORDS_UNREADABLE', `${where}: not valid JSON`);
  }
  if (isGoldenCase(value)) return value;
  throw new EurusError('RECORDS_UNREADABLE', `${where}: no golden case`, {
    hint: 'It needs "case", "protocols", "id", "text" and "verdicts" by grader: correct, incorrect, no-answer or unscored.',
  });
};

const isGoldenCase = (value: unknown): value is GoldenCase =>
  isObject(value) &&
  [value.case, value.id, value.text].every(field => typeof field === 'string') &&
  Array.isArray(value.protocols) &&
  isObject(value.verdicts) &&
  Object.values(value.verdicts).every(verdict => verdictNames.includes(verdict as VerdictName));

/** The completion that a golden case stands for. */
export const goldenCompletion = (benchmark: Benchmark, protocol: string, golden: GoldenCase): Completion => {
  const logprobs = readFirstToken(golden.logprobs);
  return {
    ...addressOf(benchmark.id, protocol, golden.id, 0),
    promptSha256: null,
    text: golden.text,
    reasoning: null,
    finishReason: 'stop',
    usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
    latencyMs: null,
    model: 'golden',
    error: null,
    prefill: golden.prefill ?? null,
    form: golden.form ?? 'chat',
    ...(logprobs === null ? {} : { logprobs }),
  };
};

/** What a grader says to a golden case, and how it came to say so. */
export type GoldenJudgement = Judgement & {
  readonly extraction: Extraction;
  /** True when it has had a program run. */
  readonly ranCode: boolean;
};

/** What every grader of a protocol says to a golden case, by name. */
export const judgeGolden = async (
  benchmark: Benchmark,
  protocol: string,
  golden: GoldenCase,
  sample: Sample,
  execute: Execute,
): Promise<ReadonlyMap<string, GoldenJudgement>> => {
  const completion = goldenCompletion(benchmark, protocol, golden);
  const judgements = new Map<string, GoldenJudgement>();
  for (const [name, grader] of Object.entries(benchmark.protocols[protocol]?.graders ?? {})) {
    let ranCode = false;
    const extraction = grader.extract(completion, sample);
    const judgement = await grader.score({ sample, completion, extraction }, program => {
      ranCode = true;
      return execute(program);
    });
    judgements.set(name, { ...judgement, extraction, ranCode });
  }
  return judgements;
};
