import { useMemo, useState } from 'preact/hooks';
import { count } from '../shell/words.ts';
import { blocksOf, type Range, shownRanges } from './cut.ts';
import { Pieces } from './foreign.tsx';

type RawProps = {
  readonly text: string;
  /** Where the found answer stands. */
  readonly span?: Range | null;
  /** Which rule found it. */
  readonly how?: string | undefined;
};

/** A text as it is: every blank and line end, the found answer marked; of long ones the parts that matter at first. */
export const Raw = ({ text, span = null, how }: RawProps) => {
  const [all, setAll] = useState(false);
  const ranges = useMemo(
    () => (all ? [[0, text.length] as const] : shownRanges(text, span)),
    [text, span, all],
  );
  const gapBefore = (index: number): number => (ranges[index]?.[0] ?? 0) - (ranges[index - 1]?.[1] ?? 0);
  return (
    <div class="raw" dir="auto">
      {ranges.map((range, index) => (
        <div key={range[0]}>
          {gapBefore(index) > 0 && (
            <p class="cut">
              {count(gapBefore(index))} characters left out{' '}
              <button type="button" class="link" onClick={() => setAll(true)}>
                show all
              </button>
            </p>
          )}
          {blocksOf(text, range).map(block => (
            <Block key={block[0]} text={text} block={block} span={span} how={how} />
          ))}
        </div>
      ))}
    </div>
  );
};

type BlockProps = {
  readonly text: string;
  readonly block: Range;
  readonly span: Range | null;
  readonly how: string | undefined;
};

const Block = ({ text, block: [start, end], span, how }: BlockProps) => {
  const marked = span === null ? [end, end] : [Math.max(start, span[0]), Math.min(end, span[1])];
  const [from = end, to = end] = marked;
  if (span === null || from >= to) return <pre class="block">{<Pieces text={text.slice(start, end)} />}</pre>;
  return (
    <pre class="block">
      <Pieces text={text.slice(start, from)} />
      <mark class="found" title={how === undefined ? 'the answer that was found' : `found by: ${how}`}>
        <Pieces text={text.slice(from, to)} />
      </mark>
      <Pieces text={text.slice(to, end)} />
    </pre>
  );
};
