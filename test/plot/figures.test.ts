import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FigureName, figure, figureNames, themes } from '../../src/plot/index.ts';
import { drawable } from '../../src/plot/label.ts';
import { examples, hostile, names } from './examples.ts';
import { marksOf, tagsOf, textsOf } from './svg.ts';

const drawn = new Map<string, Promise<string>>();

/** Drawn once for all that look at it. */
const draw = (name: FigureName, models: number, options = {}): Promise<string> => {
  const key = JSON.stringify([name, models, options]);
  const known = drawn.get(key) ?? drawAnew(name, models, options);
  drawn.set(key, known);
  return known;
};

const drawAnew = (name: FigureName, models: number, options = {}): Promise<string> =>
  figure(name, examples[name](models), options);

/** Everything that is said of marks: what people hear who do not see them. */
const said = (svg: string): string =>
  tagsOf(svg)
    .map(({ attributes }) => attributes['aria-label'] ?? '')
    .join('\n');

/** Vega-Lite warns on the console of what it does not understand. */
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  expect(vi.mocked(console.warn).mock.calls).toEqual([]);
  vi.restoreAllMocks();
});

describe.each([...figureNames])('%s', name => {
  it.each([1, 3, 25])('names each of %i models, in text and in words', async models => {
    const svg = await draw(name, models);
    const words = said(svg);
    for (const model of names(models)) expect(words).toContain(drawable(model) || ':');
    const texts = textsOf(svg).join('\n');
    for (const model of names(models).filter(one => one.startsWith('organisation/'))) {
      expect(texts).toContain(model.slice('organisation/'.length));
    }
  });

  it('has a title and a description, for readers of screens too', async () => {
    const svg = await draw(name, 3);
    const [root] = tagsOf(svg);
    expect(root?.attributes).toMatchObject({ role: 'graphics-document' });
    const [title, description] = textsOf(svg);
    expect(root?.attributes['aria-label']).toBe(title);
    expect(title?.length).toBeGreaterThan(5);
    expect(description?.length).toBeGreaterThan(5);
    const own = await figure(name, { ...examples[name](3), title: 'Mine <3' });
    expect(textsOf(own).filter(text => text === 'Mine <3')).toHaveLength(2);
    const bare = await figure(name, { ...examples[name](3), title: '' });
    expect(textsOf(bare).filter(text => text === title)).toHaveLength(1);
  });

  it('is as wide as asked', async () => {
    for (const width of [480, 1000]) {
      const [root] = tagsOf(await draw(name, 3, { width }));
      expect(Math.abs(Number(root?.attributes.width) - width)).toBeLessThan(12);
    }
  });

  it('has no text that is smaller than 10 px, and keeps it as text', async () => {
    const sizes = tagsOf(await draw(name, 25)).flatMap(({ attributes }) => attributes['font-size'] ?? []);
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.min(...sizes.map(Number.parseFloat))).toBeGreaterThanOrEqual(10);
  });

  it('says how wide each text is, for machines with another font', async () => {
    const texts = (await draw(name, 25)).match(/<text[^>]*>[ -%'-;=-~]{3,}</g) ?? [];
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter(text => !/ textLength="[\d.]+" lengthAdjust="spacingAndGlyphs"/.test(text))).toEqual(
      [],
    );
  });

  it('is the same for the same data, whatever is drawn beside it', async () => {
    const alone = await draw(name, 3);
    // More than what is kept of drawings, so that it is drawn anew.
    const others = (['scatter', 'curves', 'verdicts', 'groups'] as const).map(other => drawAnew(other, 2));
    const [again] = await Promise.all([drawAnew(name, 3), ...others]);
    const beside = await Promise.all([...others, drawAnew('tokens', 2), drawAnew(name, 3)]);
    expect([again, beside.at(-1)]).toEqual([alone, alone]);
  });

  it('shows the page behind it only where that is asked for', async () => {
    const rectangles = async (options: object) =>
      (await draw(name, 1, options)).split('\n').filter(line => line.startsWith('<rect'));
    expect(await rectangles({ theme: 'paper' })).toEqual([]);
    expect(await rectangles({ theme: 'dark', transparent: true })).toEqual([]);
    const fills = await Promise.all(themes.map(theme => rectangles({ theme })));
    expect(fills.flat()).toHaveLength(2);
    expect(new Set(fills.flat()).size).toBe(2);
  });

  it('is the same in every theme but for its colours, which no name can stand for', async () => {
    const [light = '', dark = ''] = await Promise.all(
      (['light', 'dark'] as const).map(theme => draw(name, 25, { theme })),
    );
    const colours = /(?<= (?:fill|stroke)=")#[0-9a-f]{6}(?=")/g;
    expect(dark.replaceAll(colours, '')).toBe(light.replaceAll(colours, ''));
    const used = (svg: string): readonly string[] => [...new Set(svg.match(colours))];
    expect(used(dark).length).toBeGreaterThan(2);
    expect(used(dark)).toHaveLength(used(light).length);
    expect(said(light)).toContain(drawable('x\uffffay'));
  });

  it('draws names of others as text and as nothing else', async () => {
    const svg = await draw(name, 25);
    const tags = tagsOf(svg);
    const known = new Set(['svg', 'title', 'desc', 'rect', 'g', 'path', 'text', 'line']);
    expect(tags.map(tag => tag.name).filter(tag => !known.has(tag))).toEqual([]);
    const keys = tags.flatMap(({ attributes }) => Object.keys(attributes));
    expect(keys.filter(key => /^on|href|style/.test(key))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be in it
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\uffff]/);
    expect(said(svg)).toContain(hostile[0]);
  });
});

describe('what marks show', () => {
  it('is where the numbers say: bars from 0, in proportion', async () => {
    const bars = [0.25, 0.5, 1].map((value, index) => ({
      model: `m${index}`,
      category: 'math',
      value,
      ci95: null,
    }));
    const marks = marksOf(await figure('leaderboard', { metric: 'pass@1', bars }), 'bar');
    expect(marks.map(mark => mark['aria-label'])).toEqual([
      'm2, math: pass@1 100.0 %',
      'm1, math: pass@1 50.0 %',
      'm0, math: pass@1 25.0 %',
    ]);
    const widths = marks.map(mark => Number(/^M0,[\d.]+h([\d.]+)v/.exec(mark.d ?? '')?.[1]));
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(0.5, 2);
    expect((widths[2] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(0.25, 2);
  });

  it('is said with its interval and its samples', async () => {
    const bar = { model: 'm', category: 'math', value: 0.5, ci95: [0.4, 0.6] as const, samples: 80 };
    const svg = await figure('leaderboard', { metric: 'pass@1', bars: [bar] });
    expect(marksOf(svg, 'bar')[0]?.['aria-label']).toBe(
      'm, math: pass@1 50.0 %, 95 % interval 40.0 to 60.0, 80 samples',
    );
    expect(textsOf(svg)).toContain('Lines: 95 % intervals.');
  });

  it('is said to be without intervals where none is known', async () => {
    const bars = [{ model: 'm', category: 'math', value: 0.5, ci95: null }];
    const texts = textsOf(await figure('leaderboard', { metric: 'pass@1', bars }));
    expect(texts.at(-1)).toMatch(/^No intervals/);
  });

  it('leaves no number out, with 25 models on three benchmarks', async () => {
    const { bars } = examples.leaderboard(25);
    const marks = marksOf(await figure('leaderboard', examples.leaderboard(25)), 'bar');
    expect(marks).toHaveLength(bars.length);
  });

  it('keeps models apart whose names are cut to the same', async () => {
    const long = 'x'.repeat(80);
    const bars = ['a', 'b', 'c'].map((letter, index) => ({
      model: `${long}${letter}${long}`,
      category: 'math',
      value: 0.2 + index / 10,
      ci95: null,
    }));
    const svg = await figure('leaderboard', { metric: 'pass@1', bars });
    expect(marksOf(svg, 'bar')).toHaveLength(3);
    const labels = textsOf(svg).filter(text => text.startsWith('xx') && text.includes('…'));
    expect(new Set(labels).size).toBe(3);
  });

  it.each([
    ['leaderboard', { metric: 'pass@1', bars: [] }],
    ['scatter', { x: 'a', y: 'b', points: [] }],
    [
      'curves',
      {
        benchmark: 'a',
        curves: [{ model: 'm', metric: 'pass@k', points: [{ k: 1, value: 1, ci95: null }] }],
      },
    ],
    ['verdicts', { rows: [] }],
    ['tokens', { histograms: [{ model: 'm', bins: [] }] }],
  ] as const)('is refused where there is nothing: %s', async (name, data) => {
    await expect(figure<FigureName>(name, data)).rejects.toThrow(RangeError);
  });
});
