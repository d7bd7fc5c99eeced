import { moneyText } from '../../core/index.ts';
import { percent, plain } from '../plain.ts';
import { doneOf, type ProgressCounts, type QueueCounts, toScoreOf } from './counts.ts';
import { duration, perSecond, short } from './duration.ts';
import type { RecentRates } from './recent-rates.ts';

/**
 * One line, at most `width` columns: the parts that matter least are left out first.
 * @param recent how fast it goes now; where it is left out the rate is that since the start
 */
export const renderProgressLine = (
  progress: ProgressCounts,
  nowMs: number,
  width: number,
  recent: Pick<RecentRates, 'done' | 'left'> = sinceStart(progress, nowMs),
): string => {
  const parts = partsOf(progress, recent);
  while (parts.length > 1 && parts.join('  ').length > width) parts.pop();
  return parts.join('  ').slice(0, Math.max(0, width));
};

const sinceStart = (progress: ProgressCounts, nowMs: number): Pick<RecentRates, 'done' | 'left'> => {
  const { planned, resumed, startedAtMs } = progress;
  const seconds = Math.max(0, nowMs - startedAtMs) / 1000;
  const done = doneOf(progress, progress);
  // Judging alone begins with nothing judged, whatever was there.
  const before = progress.work === 'judging' ? 0 : resumed;
  const rate = seconds === 0 ? 0 : (done - before) / seconds;
  return { done: rate, left: rate > 0 && planned > done ? (planned - done) / rate : null };
};

/** Most important first. */
const partsOf = (progress: ProgressCounts, recent: Pick<RecentRates, 'done' | 'left'>): string[] => {
  const { planned, scored, correct, unscored, inFlight, retries, errors } = progress;
  const {
    window = null,
    reused = 0,
    truncated = 0,
    generated,
    turns = 0,
    cost = null,
    lastFailure = null,
    queue = null,
  } = progress;
  const done = doneOf(progress, progress);
  const rate = recent.done ?? 0;
  const toScore = toScoreOf(progress);
  const tokens = progress.inputTokens + progress.outputTokens;
  return [
    planned === 0 ? `${done} scored` : `${done}/${planned} ${percent(done / planned, 0)} %`,
    ...(scored === 0 ? [] : [`correct ${percent(correct / scored, 1)} %`]),
    ...(recent.left !== null && recent.left > 0 ? [`ETA ${duration(recent.left)}`] : []),
    ...(errors === 0 ? [] : [`errors ${errors}`]),
    ...(rate > 0 ? [perSecond(rate)] : []),
    ...(planned > 0 && toScore > 0 && progress.work !== 'judging' ? [`to score ${toScore}`] : []),
    ...(unscored === 0 ? [] : [`unscored ${unscored}`]),
    ...(queue === null ? [] : queueParts(queue)),
    ...(truncated === 0 ? [] : [`cut off ${percent(truncated / generated, 1)} %`]),
    ...(turns === 0 ? [] : [`turns ${turns}`]),
    ...(inFlight === 0 ? [] : [`in flight ${inFlight}${window === null ? '' : ` of ${window}`}`]),
    ...(retries === 0 ? [] : [`retries ${retries}`]),
    ...(lastFailure === null ? [] : [`last failure: ${plain(lastFailure)}`]),
    ...(reused === 0 ? [] : [`reused ${reused}`]),
    ...(cost === null ? [] : [moneyText(cost.amount, cost.currency)]),
    ...(tokens === 0
      ? []
      : [`tokens ${short(progress.inputTokens)} in, ${short(progress.outputTokens)} out`]),
  ];
};

const queueParts = ({ workers, slots, out, waiting, again }: QueueCounts): readonly string[] => [
  `${workers} ${workers === 1 ? 'worker' : 'workers'}${workers === 0 ? '' : ` with ${slots} ${slots === 1 ? 'slot' : 'slots'}`}`,
  `out ${out}`,
  ...(waiting === 0 ? [] : [`batches waiting ${waiting}`]),
  ...(again === 0 ? [] : [`handed in again ${again}`]),
];
