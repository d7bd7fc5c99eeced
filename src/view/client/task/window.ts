/** What of a long list stands in its window. */
export type Window = {
  /** First and last row that are drawn; the last is not. */
  readonly from: number;
  readonly to: number;
  /** Height of all that can be scrolled, in px. */
  readonly height: number;
  /** Where a row stands in it, in px. */
  top(index: number): number;
  /** Where the list must be scrolled to for a row to be seen; where it is, when it is seen. */
  scrollFor(index: number): number;
};

/** Browsers draw nothing below some 17 million px: longer lists scroll faster than the hand. */
const maxHeight = 12_000_000;
/** Rows drawn beyond either edge. */
const spare = 6;

/**
 * @param viewport height of the window, in px
 * @param scroll how far it is scrolled, in px
 */
export const windowOf = (rows: number, rowHeight: number, viewport: number, scroll: number): Window => {
  const full = rows * rowHeight;
  const height = Math.min(full, maxHeight);
  const scale = height > viewport ? (full - viewport) / (height - viewport) : 1;
  const at = Math.max(0, Math.min(scroll, Math.max(0, height - viewport))) * scale;
  const shift = scroll - at;
  const from = Math.max(0, Math.floor(at / rowHeight) - spare);
  return {
    from,
    to: Math.min(rows, Math.ceil((at + viewport) / rowHeight) + spare),
    height,
    top: index => index * rowHeight + shift,
    scrollFor: index => {
      const top = index * rowHeight;
      if (top < at) return top / scale;
      if (top + rowHeight > at + viewport)
        return Math.min(height - viewport, (top + rowHeight - viewport) / scale);
      return scroll;
    },
  };
};
