import type { Titled } from './data.ts';
import { draw, type Spec } from './draw.ts';
import { drawable } from './label.ts';
import { withWidths } from './svg-text.ts';
import { textWidth } from './text-width.ts';
import { type Colours, configOf, fontFamily, recoloured, smallText, standIns, titleText } from './theme.ts';

/** A picture without its frame: what stands in it, for an inner width in px. */
export type Picture = {
  /** Says what the figure is where the data give no title. */
  readonly title: string;
  /** The picture in words, for people who do not see it. */
  readonly description: string;
  readonly notes?: readonly string[];
  readonly spec: (innerWidth: number) => Spec;
};

/** Longest note and description, in characters. */
const longestNote = 4000;

/** Blank around the picture in px. */
const margin = 10;

/** Narrowest inner part; below it the figure gets wider than asked. */
const leastInner = 60;

/**
 * A picture, drawn in stand-ins, as a whole SVG of a width in px and the colours of a theme: title above, notes below,
 * names for screen readers.
 */
export const framed = async (
  picture: Picture,
  { title, notes = [] }: Titled,
  width: number,
  colours: Colours,
): Promise<string> => {
  const inner = await fitted(picture, width - 2 * margin);
  const name = drawable(title ?? '') || drawable(picture.title);
  const head = title === '' ? [] : wrapped(name, titleText, inner.width, true);
  const foot = [...(picture.notes ?? []), ...notes]
    .map(note => drawable(note, longestNote))
    .flatMap(note => wrapped(note, smallText, inner.width));
  const headHeight = head.length === 0 ? 0 : head.length * headLine + 6;
  const footHeight = foot.length === 0 ? 0 : foot.length * footLine + 6;
  const whole = {
    width: inner.width + 2 * margin,
    height: inner.height + headHeight + footHeight + 2 * margin,
  };
  const size = `width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}"`;
  const below = margin + headHeight + inner.height + 6;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${escaped(fontFamily)}" role="graphics-document" aria-label="${escaped(name)}">`,
    `<title>${escaped(name)}</title>`,
    `<desc>${escaped(drawable([picture.description, ...foot].join(' '), longestNote))}</desc>`,
    colours.background === null
      ? ''
      : `<rect width="${whole.width}" height="${whole.height}" fill="${colours.background}"/>`,
    ...head.map((line, row) =>
      textLine(line, margin + row * headLine + titleText, titleText, colours.text, 'bold'),
    ),
    `<g transform="translate(${margin},${margin + headHeight})">${recoloured(inner.body, colours)}</g>`,
    ...foot.map((line, row) =>
      textLine(line, below + row * footLine + smallText, smallText, colours.muted, 'normal'),
    ),
    '</svg>',
  ];
  return withWidths(parts.filter(part => part !== '').join('\n'));
};

const headLine = 18;
const footLine = 13;

const textLine = (text: string, y: number, size: number, colour: string, weight: string): string =>
  `<text x="${margin}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(text)}</text>`;

type Inner = { readonly width: number; readonly height: number; readonly body: string };

/** Axes and legends take what they need; the second drawing gives the rest to the data. */
const fitted = async (picture: Picture, width: number): Promise<Inner> => {
  const config = { ...configOf(standIns), background: 'transparent', padding: 0 };
  const drawn = async (inner: number): Promise<Inner> =>
    innerOf(await draw({ ...picture.spec(inner), config }));
  const guess = Math.max(leastInner, width - 120);
  const first = await drawn(guess);
  const exact = Math.max(leastInner, guess + width - first.width);
  return exact === guess ? first : drawn(exact);
};

const innerOf = (svg: string): Inner => {
  const [root = '', width = '0', height = '0'] =
    /^<svg[^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg) ?? [];
  return {
    width: Math.ceil(Number(width)),
    height: Math.ceil(Number(height)),
    body: svg.slice(root.length, svg.lastIndexOf('</svg>')),
  };
};

const wrapped = (text: string, size: number, width: number, bold = false): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size, bold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
