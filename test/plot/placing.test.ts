import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { histogramsOf } from '../../src/plot/index.ts';
import { drawable, labelsOf, shortened } from '../../src/plot/label.ts';
import { logTicks } from '../../src/plot/log-axis.ts';
import { placeLabels } from '../../src/plot/place-labels.ts';
import { spread } from '../../src/plot/spread.ts';
import { textWidth } from '../../src/plot/text-width.ts';
import { publishedTable, publishedValue } from '../../src/published/index.ts';

describe('the width of a text', () => {
  const font = fileURLToPath(import.meta.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'));

  it('has the font that figures are drawn in', () => {
    expect(readFileSync(font).length).toBeGreaterThan(100_000);
  });

  it.each([
    'Eurus-70B-NCA',
    'pass@1 (%)',
    'DeepSeek-Coder-33B-Instruct',
    'WWWW',
    'iiiillll',
    '0123456789',
    'Eurus…NCA',
  ])('is the one of the font: %s', text => {
    // Blank at both ends of a letter is not drawn: the difference of two widths has none.
    const drawn = (count: number): number => {
      const body = `<text y="200" font-family="Arimo" font-size="100">${text.repeat(count)}</text>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="300">${body}</svg>`;
      return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [font] } }).getBBox()?.width ?? 0;
    };
    expect((drawn(2) - drawn(1)) / textWidth(text, 100)).toBeCloseTo(1, 1.5);
  });
});

describe('names', () => {
  it.each([
    ['meta-llama/Llama-3.1-8B-Instruct', 140, 'Llama-3.1-8B-Instruct'],
    ['short', 140, 'short'],
    ['a/b/', 140, 'a/b/'],
  ])('are cut with care: %s', (name, width, expected) => {
    expect(shortened(name, 11, width)).toBe(expected);
  });

  it('lose their middle, not their ends', () => {
    const short = shortened('Mistral-7B-Instruct-of-somebody-with-much-to-say-v0.2', 11, 150);
    expect(short).toMatch(/^Mistral-7B.*….*v0\.2$/);
    expect(textWidth(short, 11)).toBeLessThanOrEqual(150);
  });

  it('lose what is no text', () => {
    expect(drawable('a\u202Eb\u0000c\u200bd\ne')).toBe('abcd e');
    expect(drawable(`z${'\u0301'.repeat(50)}`)).toBe('z');
    expect([...drawable('x'.repeat(1e6))].length).toBeLessThan(500);
  });

  it('stay different', () => {
    const labels = [...labelsOf(['a'.repeat(99), 'a'.repeat(98), '', '\u202E'], 11, 100).values()];
    expect(new Set(labels).size).toBe(4);
    expect(labels.every(label => textWidth(label, 11) <= 100)).toBe(true);
  });
});

describe('names beside points', () => {
  it("do not cover each other: the paper's 25 models by any two of its columns", async () => {
    const table = await publishedTable('table-3');
    const columns = table.columns.map(({ name }) => name);
    const covered = columns.slice(1).map((y, at) => {
      const points = table.rows.flatMap(({ model }) => {
        const [across, up] = [
          publishedValue(table, model, columns[at] ?? ''),
          publishedValue(table, model, y),
        ];
        return across === null || up === null ? [] : [{ name: model, x: across * 5, y: 340 - up * 3.4 }];
      });
      const placed = placeLabels(points, { width: 500, height: 340, fontSize: 10, radius: 3.5 });
      expect(placed.every(({ left, middle }) => left >= 0 && middle >= 0 && middle <= 340)).toBe(true);
      return placed.filter((one, index) => placed.slice(0, index).some(other => cover(one, other))).length;
    });
    // Where many models share a corner some have no room; never more than a few.
    expect(Math.max(...covered)).toBeLessThanOrEqual(2);
    expect(covered.filter(count => count === 0).length).toBeGreaterThanOrEqual(covered.length * 0.7);
  });

  it('stand beside a lone point, without a line', () => {
    const [label] = placeLabels([{ name: 'm', x: 50, y: 50 }], {
      width: 100,
      height: 100,
      fontSize: 10,
      radius: 3,
    });
    expect(label?.lineEnd).toBeNull();
    expect(Math.hypot((label?.left ?? 0) - 50, (label?.middle ?? 0) - 50)).toBeLessThan(20);
  });
});

type Text = { readonly name: string; readonly left: number; readonly middle: number };

const cover = (a: Text, b: Text): boolean =>
  Math.abs(a.middle - b.middle) < 10 &&
  a.left < b.left + textWidth(b.name, 10) &&
  b.left < a.left + textWidth(a.name, 10);

describe('names at the ends of curves', () => {
  it.each([
    [
      [50, 50, 50],
      [38, 50, 62],
    ],
    [
      [0, 0, 0],
      [0, 12, 24],
    ],
    [
      [100, 100],
      [88, 100],
    ],
    [
      [10, 90],
      [10, 90],
    ],
    [[30, 20, 80], [32, 19, 80].map((x, i) => (i === 0 ? 31 : i === 1 ? 19 : x))],
  ])('move apart within the plot: %j', (wanted, expected) => {
    expect(spread(wanted, 12, 100)).toEqual(expected);
  });
});

describe('marks on an axis of factors', () => {
  it.each([
    [1, 100, 9, [1, 2, 5, 10, 20, 50, 100]],
    [1, 100, 5, [1, 3, 10, 30, 100]],
    [0.02, 3000, 6, [0.1, 1, 10, 100, 1000]],
  ])('from %d to %d, at most %d', (from, to, most, ticks) => {
    expect(logTicks(from, to, most)).toEqual(ticks);
  });
});

describe('values in bins', () => {
  it('are all counted, in the bin that holds them', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1.01 ** index);
    const [one] = histogramsOf([{ model: 'm', values }], 1);
    expect(one?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    for (const { from, to, count } of one?.bins ?? []) {
      expect(count).toBe(values.filter(value => value >= from && value < to).length);
    }
    expect(one?.median).toBeCloseTo((1.01 ** 499 + 1.01 ** 500) / 2, 8);
  });

  it('share their bins among models, and models without one are left out', () => {
    const made = histogramsOf(
      [
        { model: 'a', values: [100, 110, 120] },
        { model: 'b', values: [300] },
        { model: 'c', values: [] },
      ],
      1,
    );
    expect(made.map(({ model }) => model)).toEqual(['a', 'b']);
    expect(made[0]?.bins.map(({ from }) => from)).toEqual(made[1]?.bins.map(({ from }) => from));
    expect(made.map(({ median }) => median)).toEqual([110, 300]);
  });

  it.each([[[0]], [[5, 5, 5]], [[0, 1e9]], [[1e-9]]])('may be any: %j', values => {
    const [one] = histogramsOf([{ model: 'm', values }], 1);
    expect(one?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    expect(one?.bins.every(({ from, to }) => from < to)).toBe(true);
  });
});
