import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveRegion } from '../../src/cli/live-region.ts';
import { createScreen } from '../support/screen.ts';

const start = (columns = 40, rows = 12, reflows = true) => {
  const screen = createScreen(columns, rows, reflows);
  const size = { columns, rows };
  const writes: string[] = [];
  const region = liveRegion({
    write: text => {
      writes.push(text);
      screen.write(text);
    },
    size: () => size,
    reflows,
  });
  const resize = (newColumns: number, newRows: number): void => {
    Object.assign(size, { columns: newColumns, rows: newRows });
    screen.resize(newColumns, newRows);
  };
  return { screen, region, writes, resize };
};

describe('the live region', () => {
  it('draws over what it drew, whether it grows or shrinks', () => {
    const { screen, region } = start();
    for (const count of [3, 5, 1, 4, 2]) {
      region.draw(Array.from({ length: count }, (_, line) => `line ${line} of ${count}`));
      expect(screen.text()).toEqual(Array.from({ length: count }, (_, line) => `line ${line} of ${count}`));
    }
  });

  it('makes one write a frame, and none when nothing has changed', () => {
    const { region, writes } = start();
    region.draw(['a', 'b']);
    region.draw(['a', 'c']);
    region.draw(['a', 'c']);
    region.above('note');
    expect(writes.length).toBe(3);
  });

  it('hides the cursor while it is there, and leaves nothing when it is gone', () => {
    const { screen, region } = start();
    expect(screen.cursorShown).toBe(true);
    region.draw(['a', 'b']);
    expect(screen.cursorShown).toBe(false);
    region.draw([]);
    expect(screen.cursorShown).toBe(true);
    expect(screen.text()).toEqual([]);
  });

  it('keeps notes above itself', () => {
    const { screen, region } = start();
    region.above('first');
    region.draw(['a', 'b']);
    region.above('second\nthird');
    region.draw(['c']);
    expect(screen.text()).toEqual(['first', 'second', 'third', 'c']);
  });

  it('draws over an echoed ^C', () => {
    const { screen, region } = start();
    region.draw(['a', 'bbbb']);
    screen.write('^C');
    region.draw(['a', 'bbbc']);
    expect(screen.text()).toEqual(['a', 'bbbc']);
  });

  it('never takes more lines than the screen has', () => {
    const { screen, region } = start(40, 5);
    region.draw(Array.from({ length: 30 }, (_, line) => `line ${line}`));
    expect(screen.text()).toEqual(['line 26', 'line 27', 'line 28', 'line 29']);
  });

  it('measures lines as they look: without colour, with wide characters', () => {
    const { region, writes, resize } = start(30, 12);
    region.draw(['\u001b[31m評価評価評価評価\u001b[39m', 'b']);
    resize(10, 12);
    region.draw(['c', 'd']);
    expect(writes.at(-1)).toContain('\u001b[2A');
  });

  const line = fc.integer({ min: 0, max: 60 }).map(length => 'x'.repeat(length));
  const step = fc.oneof(
    fc.record({ draw: fc.array(line, { maxLength: 6 }) }),
    fc.record({ note: fc.integer({ min: 0, max: 999 }) }),
    fc.record({ columns: fc.integer({ min: 8, max: 60 }) }),
  );

  it.each([true, false])('leaves no rubbish whatever happens in whatever order (reflow: %s)', reflows => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), steps => {
        const { screen, region, resize } = start(40, 200, reflows);
        const notes: string[] = [];
        let [columns, drawn]: [number, readonly string[]] = [40, []];
        for (const one of steps) {
          if ('draw' in one) {
            drawn = one.draw.map(text => text.slice(0, columns - 1));
            region.draw(drawn);
          } else if ('note' in one) {
            region.draw(drawn.map(text => text.slice(0, columns - 1)));
            region.above(`n${one.note}`);
            notes.push(`n${one.note}`);
          } else {
            columns = one.columns;
            resize(columns, 200);
          }
        }
        region.draw(['end']);
        expect(screen.text()).toEqual([...notes, 'end']);
      }),
      { numRuns: 300 },
    );
  });
});
