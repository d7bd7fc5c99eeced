import { textWidth } from './text-width.ts';

/**
 * Texts of an SVG with the width that their places were computed for, so that a machine without the font neither cuts
 * nor overlaps them: its letters get narrower instead. Only for plain letters, whose widths are known. What all texts
 * share, the family of the font, is left to the root.
 */
export const withWidths = (svg: string): string =>
  svg.replaceAll(
    /<text\b([^>]*)>([^<]*)<\/text>/g,
    (_, attributes: string, text: string) =>
      `<text${attributes.replace(/ font-family="[^"]*"/, '')}${widthOf(attributes, text)}>${text}</text>`,
  );

const widthOf = (attributes: string, escaped: string): string => {
  const text = escaped.replace(/&(?:(amp|lt|gt)|#(\d+));/g, (_, name?: string, code?: string) =>
    name === undefined ? String.fromCodePoint(Number(code)) : (entities[name] ?? ''),
  );
  if (!/^[ -~…]{3,}$/.test(text)) return '';
  const size = Number(/ font-size="([\d.]+)/.exec(attributes)?.[1] ?? 0);
  const width = textWidth(text, size, / font-weight="bold"/.test(attributes));
  return ` textLength="${Math.round(width * 10) / 10}" lengthAdjust="spacingAndGlyphs"`;
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
