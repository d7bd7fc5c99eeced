import type { TopLevelSpec } from 'vega-lite';
import { textWidth } from './text-width.ts';

/** A specification, or a part of one, in Vega-Lite's words. */
export type Spec = Readonly<Record<string, unknown>>;

type TextItem = { readonly fontSize?: number; readonly fontWeight?: string | number };

/** Missing in Vega's types: how wide it takes a text to be, for everybody in this process. */
type Measuring = { readonly textMetrics: { width: (item: TextItem, text: unknown) => number } };

/** The last drawings by their specifications: a figure takes two, and is often wanted in two themes one after the other. */
const kept = new Map<string, Promise<string>>();
const mostKept = 4;

/**
 * A specification as SVG. Its expressions are walked as trees, never compiled to code; nothing is fetched; names of
 * others stand in it as data and titles only. Equal specifications give equal bytes.
 */
export const draw = (spec: Spec): Promise<string> => {
  const key = JSON.stringify(spec);
  const drawing = kept.get(key) ?? drawn(spec);
  kept.delete(key);
  kept.set(key, drawing);
  drawing.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return drawing;
};

const drawn = async (spec: Spec): Promise<string> => {
  const [vega, { compile }, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ]);
  // Without a canvas Vega takes each character for 0.8 em, which leaves gaps.
  (vega as unknown as Measuring).textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
    textWidth(String(text ?? ''), fontSize, fontWeight === 'bold' || Number(fontWeight) >= 600);
  vega.resetSVGDefIds();
  const { spec: compiled } = compile(spec as unknown as TopLevelSpec);
  const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'none',
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
    logLevel: vega.Error,
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
};

const refuse = (): Promise<never> => Promise.reject(new Error('a figure fetches nothing'));
