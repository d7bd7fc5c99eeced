import {
  type Completion,
  type EpisodeRecord,
  EurusError,
  type Execute,
  type Execution,
  type Extraction,
  executionRecordOf,
  type Judgement,
  messageOf,
  noAnswer,
  type Proposal,
  type Sample,
  unscored,
  type Verdict,
} from '../core/index.ts';
import { completionSha256 } from './canonical.ts';
import { isStopped } from './episode/stopped.ts';
import { explained } from './explain.ts';
import type { NamedGrader } from './plan.ts';

/** Longest `extracted` and `reason` kept in a verdict, in UTF-16 units; the completion has the whole text. */
const maxExtracted = 64 * 1024;
const maxReason = 4 * 1024;

/**
 * One completion judged by one grader. Whatever fails on our side gives `unscored`. Of an episode each proposal is judged
 * as if it were the completion's text, in order: the first that is right decides, else one that could not be judged,
 * since it may be right, else the last.
 * @throws EurusError `SANDBOX_MISSING`, because no other sample would fare better
 */
export const judge = async (
  completion: Completion,
  sample: Sample,
  grader: NamedGrader,
  execute: Execute,
): Promise<Verdict> => {
  const startedMs = performance.now();
  const { key, benchmark, protocol, id, trial } = completion;
  const { judgement, extraction, last } = isEpisode(completion)
    ? await judgeEpisode(completion, sample, grader, execute)
    : await judgeOne(completion, sample, grader, execute);
  return {
    key,
    benchmark,
    protocol,
    id,
    trial,
    grader: grader.name,
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
    ...(judgement.turn === undefined ? {} : { turn: judgement.turn }),
    durationMs: Math.round((performance.now() - startedMs) * 1000) / 1000,
  };
};

type Judged = {
  readonly judgement: Judgement;
  readonly extraction: Extraction | null;
  /** The last program that was run for it; null when none was. */
  readonly last: Execution | null;
};

const judgeOne = async (
  completion: Completion,
  sample: Sample,
  { grader, endsAtLimit = false }: NamedGrader,
  execute: Execute,
): Promise<Judged> => {
  let last: Execution | null = null;
  const noted: Execute = async (...program) => {
    last = await execute(...program);
    return last;
  };
  const { judgement, extraction } = await attempt(completion, sample, grader, noted);
  return { judgement: explained(judgement, completion, endsAtLimit), extraction, last };
};

type EpisodeCompletion = Completion & { readonly episode: EpisodeRecord };

const isEpisode = (completion: Completion): completion is EpisodeCompletion =>
  completion.episode !== undefined && completion.error === null;

const judgeEpisode = async (
  completion: EpisodeCompletion,
  sample: Sample,
  grader: NamedGrader,
  execute: Execute,
): Promise<Judged> => {
  const { turns, ended, proposals } = completion.episode;
  let unscoredOne: Judged | null = null;
  let judged: Judged | null = null;
  for (const proposal of proposals) {
    const found = await judgeOne(proposed(completion, proposal), sample, grader, execute);
    judged = atTurn(found, proposal.turn);
    const { verdict } = judged.judgement;
    if (verdict === 'correct') return judged;
    if (verdict === 'unscored') unscoredOne ??= judged;
  }
  const decides = unscoredOne ?? judged;
  if (decides !== null) return decides;
  const count = turns === 1 ? '1 turn' : `${turns} turns`;
  return { judgement: noAnswer(`${count}, no proposal; ended at ${ended}`), extraction: null, last: null };
};

/** The reply of a turn in the place of the completion's. What is said of the last reply holds for no other. */
const proposed = ({ episode, ...completion }: EpisodeCompletion, { turn, text }: Proposal): Completion =>
  turn === episode.turns
    ? { ...completion, text }
    : { ...completion, text, reasoning: null, finishReason: null };

const atTurn = ({ judgement, ...rest }: Judged, turn: number): Judged => ({
  ...rest,
  judgement: { ...judgement, turn, reason: `turn ${turn}: ${judgement.reason}` },
});

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
    const what = isStopped(completion.error) ? 'the episode was stopped' : 'the request failed';
    return { judgement: unscored(`${what}: ${code}: ${message}`), extraction: null };
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
