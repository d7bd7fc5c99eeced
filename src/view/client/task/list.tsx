import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Row, RowOrder } from '../../api.ts';
import type { Filter } from '../route.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { count, duration, verdictWords } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import type { Rows } from './rows.ts';
import { windowOf } from './window.ts';

type ListProps = {
  readonly rows: Rows;
  readonly label: string;
  /** The row that the keys move from. */
  readonly cursor: number | null;
  /** Whether several trials a sample are there, so that a row must say which it is. */
  readonly trials: boolean;
  readonly sort: Filter['sort'] | null;
  onOpen(index: number, row: Row): void;
  /** Missing where the order is given. */
  onSort?: ((sort: NonNullable<Filter['sort']>) => void) | undefined;
};

/** Below this width a row takes two lines, in px. */
const narrow = 620;

/** A list of any length of which only what is seen is there. */
export const SampleList = ({ rows, label, cursor, trials, sort, onOpen, onSort }: ListProps) => {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [scroll, setScroll] = useState(0);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const watcher = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  const compact = size.width < narrow;
  const rowHeight = compact ? 58 : 38;
  const matched = rows.about?.matched ?? 0;
  const view = windowOf(matched, rowHeight, size.height, scroll);
  useEffect(() => rows.see(view.from, view.to), [rows, view.from, view.to, matched]);
  // The list follows the cursor, not the hand that scrolls.
  useLayoutEffect(() => {
    if (cursor === null || size.height === 0 || box.current === null || matched === 0) return;
    box.current.scrollTop = view.scrollFor(Math.min(cursor, matched - 1));
  }, [cursor, size.height, compact, matched === 0]);
  const drawn = Array.from({ length: Math.max(0, view.to - view.from) }, (_, index) => view.from + index);
  return (
    <>
      {!compact && matched > 0 && <Heads sort={sort} onSort={onSort} />}
      <div
        ref={box}
        class={compact ? 'list compact' : 'list'}
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={cursor === null ? undefined : `row-${cursor}`}
        onScroll={event => setScroll(event.currentTarget.scrollTop)}
      >
        <div class="list-inner" style={{ height: `${view.height}px` }} role="presentation">
          {drawn.map(index => (
            <Line
              {...{ index, row: rows.at(index), trials, total: matched }}
              key={index}
              selected={index === cursor}
              top={view.top(index)}
              height={rowHeight}
              onOpen={onOpen}
            />
          ))}
        </div>
      </div>
    </>
  );
};

const heads: readonly (readonly [name: string, words: string, by: RowOrder | null])[] = [
  ['verdict', '', 'verdict'],
  ['id', 'id', 'id'],
  ['answer', 'found', null],
  ['gold', 'gold', null],
  ['reason', 'reason', null],
  ['tokens', 'tokens', 'tokens'],
  ['latency', 'latency', 'latency'],
];

/** What the columns hold; where a column can be sorted by, a press does. */
const Heads = ({ sort, onSort }: Pick<ListProps, 'sort' | 'onSort'>) => (
  <div class="row heads">
    {heads.map(([name, words, by]) => {
      const on = by !== null && sort?.by === by;
      return (
        <span key={name} class={`cell ${name}`}>
          {by === null || onSort === undefined ? (
            words
          ) : (
            <button
              type="button"
              class={on ? 'sort on' : 'sort'}
              aria-label={`Sort by ${by}`}
              aria-pressed={on}
              onClick={() =>
                onSort({ by, descending: on ? !sort.descending : by !== 'id' && by !== 'verdict' })
              }
            >
              {words}
              <span class="arrow" aria-hidden="true">
                {!on ? '↕' : sort.descending ? '↓' : '↑'}
              </span>
            </button>
          )}
        </span>
      );
    })}
  </div>
);

type LineProps = {
  readonly index: number;
  readonly row: Row | null;
  readonly total: number;
  readonly trials: boolean;
  readonly selected: boolean;
  readonly top: number;
  readonly height: number;
  onOpen(index: number, row: Row): void;
};

const Line = ({ index, row, total, trials, selected, top, height, onOpen }: LineProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the page's keys move through the list
  <div
    id={`row-${index}`}
    class={selected ? 'row selected' : 'row'}
    role="option"
    tabIndex={-1}
    aria-selected={selected}
    aria-setsize={total}
    aria-posinset={index + 1}
    style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
    onClick={() => row !== null && onOpen(index, row)}
  >
    {row === null ? (
      <span class="placeholder">{count(index + 1)}</span>
    ) : (
      <Columns row={row} trials={trials} />
    )}
  </div>
);

const Columns = ({ row, trials }: { readonly row: Row; readonly trials: boolean }) => (
  <>
    <span class="cell verdict" title={row.verdict === null ? 'not judged yet' : verdictWords[row.verdict]}>
      <VerdictGlyph verdict={row.verdict} />
      <span class="off-screen">{row.verdict === null ? 'not judged yet' : verdictWords[row.verdict]}</span>
    </span>
    <span class="cell id">
      <Foreign text={row.id} />
      {trials && <span class="quiet trial"> · {row.trial + 1}</span>}
    </span>
    <span class="cell answer">
      {row.extracted === null ? (
        <i class="quiet">{row.verdict === null ? 'not judged yet' : 'nothing found'}</i>
      ) : (
        <Foreign text={row.extracted} />
      )}
    </span>
    <span class="cell gold">{row.target !== null && row.target !== '' && <Foreign text={row.target} />}</span>
    <span class="cell reason">
      {row.truncated && <span class="tag warn">cut off</span>}
      <Foreign text={row.reason} />
    </span>
    <span class="cell tokens">{row.outputTokens === null ? '' : count(row.outputTokens)}</span>
    <span class="cell latency">{row.latencyMs === null ? '' : duration(row.latencyMs)}</span>
  </>
);
