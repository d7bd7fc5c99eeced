/** Start and end in UTF-16 units. */
export type Range = readonly [number, number];

/** Longest text that is shown whole at once. */
const whole = 30_000;
const head = 12_000;
const around = 3_000;
const tail = 6_000;

/**
 * The parts of a long text that are shown at first: its beginning, what surrounds the found answer, and its end, each
 * widened to whole characters.
 */
export const shownRanges = (text: string, span: Range | null): readonly Range[] => {
  if (text.length <= whole) return [[0, text.length]];
  const wanted: Range[] = [
    [0, head],
    ...(span === null ? [] : [near(span)]),
    [text.length - tail, text.length],
  ];
  const ranges: Range[] = [];
  for (const [start, end] of wanted.sort(([a], [b]) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && start - last[1] < around)
      ranges.splice(-1, 1, [last[0], Math.max(last[1], end)]);
    else ranges.push([start, end]);
  }
  return ranges.map(([start, end]) => [
    atCharacter(text, Math.max(0, start)),
    atCharacter(text, Math.min(end, text.length)),
  ]);
};

/** Of a very long find the beginning. */
const near = ([start, end]: Range): Range => [start - around, Math.min(end, start + head) + around];

/** Never between the halves of a surrogate pair. */
const atCharacter = (text: string, index: number): number => {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
};

/** Longest piece of text that the browser lays out as one. */
const blockLength = 8_000;

/** Cuts a range into blocks, at line ends where there are any. */
export const blocksOf = (text: string, [start, end]: Range): readonly Range[] => {
  const blocks: Range[] = [];
  for (let from = start; from < end; ) {
    const limit = Math.min(end, from + blockLength);
    const line = limit === end ? -1 : text.lastIndexOf('\n', limit - 1);
    const to = limit === end ? end : line >= from + blockLength / 2 ? line + 1 : atCharacter(text, limit);
    blocks.push([from, to]);
    from = to;
  }
  return blocks;
};
