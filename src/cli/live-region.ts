import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../report/index.ts';

export type ScreenSize = { readonly columns: number; readonly rows: number };

export type RegionOptions = {
  readonly write: (text: string) => void;
  readonly size: () => ScreenSize;
  /** True for terminals that break lines anew when they become narrower. */
  readonly reflows: boolean;
  /** Called when the region appears and when it is gone. */
  readonly onShown?: (shown: boolean) => void;
};

/** Lines at the end of the screen that are drawn again and again in place. */
export type LiveRegion = {
  /** Shows these lines in place of those before; none takes the region away. */
  draw(lines: readonly string[]): void;
  /** Writes whole lines above the region. */
  above(text: string): void;
};

const [hideCursor, showCursor] = ['\u001b[?25l', '\u001b[?25h'];
/** Terminals that know it show the frame at one stroke, others ignore it. */
const [beginFrame, endFrame] = ['\u001b[?2026h', '\u001b[?2026l'];
const [eraseLine, eraseBelow] = ['\u001b[K', '\u001b[J'];

/**
 * Every change is one write. Between frames the cursor stands at the start of the region's last line, so that what is
 * typed meanwhile (`^C` above all) is drawn over by the next frame.
 */
export const liveRegion = ({ write, size, reflows, onShown }: RegionOptions): LiveRegion => {
  let drawn: readonly string[] = [];
  let drawnColumns = 0;
  /** From where the cursor stands back to the start of the region, whatever became of its lines meanwhile. */
  const back = (): string => {
    const columns = Math.max(1, reflows ? size().columns : drawnColumns);
    const rows = drawn
      .slice(0, -1)
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(shownWidth(line) / columns)), 0);
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
  };
  const frame = (lines: readonly string[]): string =>
    `${lines.map(line => line + eraseLine).join('\r\n')}${eraseBelow}\r`;
  return {
    draw: lines => {
      const { columns, rows } = size();
      const shown = lines.slice(-Math.max(1, rows - 1));
      if (shown.length === 0) {
        if (drawn.length > 0) write(`${back()}${eraseBelow}${showCursor}`);
      } else if (!isSame(shown, drawn) || columns !== drawnColumns) {
        const start = drawn.length === 0 ? hideCursor : back();
        write(`${beginFrame}${start}${frame(shown)}${endFrame}`);
      }
      if (shown.length > 0 !== drawn.length > 0) onShown?.(shown.length > 0);
      [drawn, drawnColumns] = [shown, columns];
    },
    above: text => {
      if (drawn.length === 0) return write(`${text}\n`);
      write(
        `${beginFrame}${back()}${eraseBelow}${text.replaceAll('\n', '\r\n')}\r\n${frame(drawn)}${endFrame}`,
      );
      drawnColumns = size().columns;
    },
  };
};

const shownWidth = (line: string): number => widthOf(stripVTControlCharacters(line));

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, at) => line === b[at]);
