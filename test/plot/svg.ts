import { Resvg } from '@resvg/resvg-js';

/** A tag of an SVG with its attributes, in document order. */
export type Tag = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/** The tags of a text that is well-formed XML: resvg's strict parser reads all of it, or throws. */
export const tagsOf = (svg: string): readonly Tag[] => {
  new Resvg(svg, { font: { loadSystemFonts: false } });
  return [...svg.matchAll(/<([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*\/?>/g)].map(
    ([, name = '', rest = '']) => ({
      name,
      attributes: Object.fromEntries(
        [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decoded(value)]),
      ),
    }),
  );
};

/** What stands in `<text>`, `<title>` and `<desc>`, in document order. */
export const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<(?:text|title|desc)\b[^>]*>([^<]*)</g)].map(([, text = '']) => decoded(text));

/** Marks that say in words what they show. */
export const marksOf = (svg: string, role: string): readonly Readonly<Record<string, string>>[] =>
  tagsOf(svg)
    .map(({ attributes }) => attributes)
    .filter(
      attributes => attributes['aria-roledescription'] === role && attributes['aria-label'] !== undefined,
    );

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, name?: string) =>
    code === undefined ? (entities[name ?? ''] ?? all) : String.fromCodePoint(Number(code)),
  );
