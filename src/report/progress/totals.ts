import { moneyText } from '../../core/index.ts';
import { plain } from '../plain.ts';
import { meter } from './bar.ts';
import { doneOf, type ProgressCounts, toScoreOf } from './counts.ts';
import { duration, perSecond, short } from './duration.ts';
import type { RecentRates } from './recent-rates.ts';
import { replicaItems } from './replicas.ts';
import type { PanelStyle, Piece, Tone } from './style.ts';
import { widthOf } from './width.ts';

/** Pieces that stay together: a label and its number. */
type Item = readonly Piece[];

const gap = '   ';

/** Width from which the small numbers share a line. */
const roomy = 120;

/**
 * The numbers of the whole run, on lines of at most `width` columns. Which number stands on which line hangs on the
 * width alone as far as possible, so that nothing jumps.
 */
export const totalLines = (
  progress: ProgressCounts,
  recent: RecentRates,
  nowMs: number,
  width: number,
  style: PanelStyle,
): readonly (readonly Piece[])[] => [
  ...flow(timeItems(progress, recent, nowMs, style), width),
  ...flow(queueItems(progress, recent), width),
  ...(width >= roomy
    ? flow([...workItems(progress), ...spendItems(progress, recent)], width)
    : [...flow(workItems(progress), width), ...flow(spendItems(progress, recent), width)]),
  ...flow(replicaItems(progress.replicas ?? []), width),
];

const timeItems = (
  progress: ProgressCounts,
  recent: RecentRates,
  nowMs: number,
  style: PanelStyle,
): readonly Item[] => {
  const { planned, startedAtMs } = progress;
  const done = doneOf(progress, progress);
  const seconds = Math.floor(Math.max(0, nowMs - startedAtMs) / 1000);
  const bars = style.bars ? meter(recent.meter, style) : '';
  return [
    ...(planned === 0 ? [] : [[[`${Math.floor((100 * done) / planned)} %`, 'strong']] as Item]),
    [['elapsed ', 'faint'], [duration(seconds)]],
    ...(recent.left === null || recent.left <= 0
      ? []
      : [[['left ', 'faint'], [duration(recent.left)]] as Item]),
    ...(recent.done === null
      ? []
      : [[[perSecond(recent.done)], ...(bars === '' ? [] : [[` ${bars}`, 'busy'] as Piece])] as Item]),
  ];
};

const workItems = (progress: ProgressCounts): readonly Item[] => {
  const {
    retries,
    errors,
    reused = 0,
    turns = 0,
    inFlight,
    window = null,
    work,
    lastFailure = null,
  } = progress;
  return [
    ...(inFlight === 0 && window === null
      ? []
      : [
          [
            ['in flight ', 'faint'],
            [String(inFlight)],
            ...(window === null ? [] : [[` of ${window}`, 'faint'] as Piece]),
          ] as Item,
        ]),
    ...counted('turns', turns),
    ...counted('to score', work === 'judging' ? 0 : toScoreOf(progress)),
    ...counted('retries', retries),
    ...counted('errors', errors, 'fault'),
    ...counted('reused', reused),
    // Its width changes: behind it nothing jumps.
    ...(lastFailure === null ? [] : [[['last failure: ', 'faint'], [plain(lastFailure)]] as Item]),
  ];
};

/** What the workers of a queue do. Their speed stands above already where nothing else goes on. */
const queueItems = (
  { queue = null, work, ...progress }: ProgressCounts,
  recent: RecentRates,
): readonly Item[] => {
  if (queue === null) return [];
  const { workers, slots, out, waiting, again } = queue;
  const { judged = null } = recent;
  const asks = work !== 'judging' && progress.generated < progress.planned;
  return [
    [['queue: workers ', 'faint'], workers === 0 ? ['0', 'warning'] : [String(workers)]],
    ...counted('slots', slots),
    [['out ', 'faint'], [String(out)]],
    ...counted('batches waiting', waiting),
    ...(asks && judged !== null ? [[['judged ', 'faint'], [perSecond(judged)]] as Item] : []),
    ...counted('handed in again', again),
  ];
};

const counted = (label: string, count: number, tone?: Tone): readonly Item[] => {
  if (count === 0) return [];
  return [[[`${label} `, 'faint'], tone === undefined ? [String(count)] : [String(count), tone]]];
};

const spendItems = (progress: ProgressCounts, recent: RecentRates): readonly Item[] => {
  const { cost = null, inputTokens, outputTokens, work } = progress;
  if (work === 'judging') return [];
  return [
    ...(inputTokens + outputTokens === 0
      ? []
      : [
          [
            ['tokens/s ', 'faint'],
            [`${short(recent.inputTokens)} in, ${short(recent.outputTokens)} out`],
          ] as Item,
        ]),
    ...(cost === null ? [] : [[['cost ', 'faint'], [moneyText(cost.amount, cost.currency)]] as Item]),
  ];
};

/** Items side by side, on as many lines as they need. */
const flow = (items: readonly Item[], width: number): readonly (readonly Piece[])[] => {
  const lines: Piece[][] = [];
  let used = 0;
  for (const item of items) {
    const own = item.reduce((sum, [text]) => sum + widthOf(text), 0);
    const line = lines.at(-1);
    if (line === undefined || used + gap.length + own > width) {
      lines.push([['  '], ...item]);
      used = 2 + own;
    } else {
      line.push([gap], ...item);
      used += gap.length + own;
    }
  }
  return lines;
};
