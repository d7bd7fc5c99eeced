import {
  type Completion,
  EurusError,
  type Execute,
  type Execution,
  type Extraction,
  executionRecordOf,
  type Judgement,
  messageOf,
  type Sample,
  unscored,
  type Verdict,
} from '../core/index.ts';
import { completionSha256 } from './canonical.ts';
import { explained } from './explain.ts';
import type { NamedGrader } from './plan.ts';

/** Longest `extracted` and `reason` kept in a verdict, in UTF-16 units; the completion has the whole text. */
const maxExtracted = 64 * 1024;
const maxReason = 4 * 1024;

/**
 * One completion judged by one grader. Whatever fails on our side gives `unscored`.
 * @throws EurusError `SANDBOX_MISSING`, because no other sample would fare better
 */
export const judge = async (
  completion: Completion,
  sample: Sample,
  { name, grader, endsAtLimit = false }: NamedGrader,
  execute: Execute,
): Promise<Verdict> => {
  const startedMs = performance.now();
  const { key, benchmark, protocol, id, trial } = completion;
  let last: Execution | null = null;
  const noted: Execute = async (...program) => {
    last = await execute(...program);
    return last;
  };
  const { judgement: found, extraction } = await attempt(completion, sample, grader, noted);
  const judgement = explained(found, completion, endsAtLimit);
  return {
    key,
    benchmark,
    protocol,
    id,
    trial,
    grader: name,
    completionSha256: completionSha256(completion),
    verdict: judgement.verdict,
    reason: shorten(judgement.reason, maxReason),
    extracted: extraction?.found ? shorten(extraction.value, maxExtracted) : null,
    ...answerOf(judgement),
    ...(extraction?.found ? { how: extraction.how } : {}),
    ...(extraction?.found && extraction.span !== undefined ? { span: extraction.span } : {}),
    outcome: judgement.outcome,
    ...executionIn(last),
    ...(judgement.missing === undefined ? {} : { missing: judgement.missing }),
    ...(judgement.parts === undefined ? {} : { parts: judgement.parts }),
    durationMs: Math.round((performance.now() - startedMs) * 1000) / 1000,
  };
};

const executionIn = (execution: Execution | null): Pick<Verdict, 'execution'> =>
  execution === null ? {} : { execution: executionRecordOf(execution) };

const attempt = async (
  completion: Completion,
  sample: Sample,
  grader: NamedGrader['grader'],
  execute: Execute,
): Promise<{ judgement: Judgement; extraction: Extraction | null }> => {
  if (completion.error !== null) {
    const { code, message } = completion.error;
    return { judgement: unscored(`the request failed: ${code}: ${message}`), extraction: null };
  }
  let extraction: Extraction | null = null;
  try {
    extraction = grader.extract(completion, sample);
    const judgement = await grader.score({ sample, completion, extraction }, execute);
    return { judgement, extraction };
  } catch (thrown) {
    if (thrown instanceof EurusError && thrown.code === 'SANDBOX_MISSING') throw thrown;
    const cause = thrown instanceof EurusError ? thrown.code : 'the grader failed';
    return { judgement: unscored(`${cause}: ${messageOf(thrown)}`), extraction };
  }
};

const answerOf = ({ answer }: Judgement): Pick<Judgement, 'answer'> => {
  if (answer === undefined) return {};
  return { answer: answer === null ? null : shorten(answer, maxExtracted) };
};

const shorten = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
