/** `paper` is `light` without a background. */
export const themes = ['light', 'dark', 'paper'] as const;

export type Theme = (typeof themes)[number];

export type Colours = {
  readonly background: string | null;
  readonly text: string;
  /** Around letters that stand over lines. */
  readonly halo: string;
  /** Axis names, notes. */
  readonly muted: string;
  readonly grid: string;
  /** Bars and points that need not be told apart. */
  readonly accent: string;
  /** Told apart by people with any colour vision, in print too: Okabe and Ito 2008, yellow and black left out. */
  readonly series: readonly string[];
};

const light: Colours = {
  background: '#ffffff',
  halo: '#ffffff',
  text: '#1b1f24',
  muted: '#57606a',
  grid: '#e3e6ea',
  accent: '#56b4e9',
  series: ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'],
};

const dark: Colours = {
  background: '#16191d',
  halo: '#16191d',
  text: '#e8eaed',
  muted: '#a9b1ba',
  grid: '#33383f',
  accent: '#3f8fc0',
  series: ['#56b4e9', '#e69f00', '#2bbf94', '#e09bc4', '#8fa8ff', '#ff8a3d'],
};

export const coloursOf = (theme: Theme): Colours =>
  theme === 'dark' ? dark : theme === 'paper' ? { ...light, background: null } : light;

/** Metrics of Arial; each machine has one of these, and the PNG is drawn in Arimo. */
export const fontFamily = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif";

/** Smallest text of a figure, in px. */
export const smallText = 10;
export const plainText = 11;
export const titleText = 14;

/** Look of every figure, in Vega-Lite's words. */
export const configOf = ({ text, muted, grid, background }: Colours) => ({
  background: background ?? 'transparent',
  font: fontFamily,
  padding: 8,
  view: { stroke: null },
  axis: {
    labelColor: text,
    titleColor: muted,
    labelFontSize: plainText,
    titleFontSize: plainText,
    titleFontWeight: 'normal' as const,
    gridColor: grid,
    domainColor: muted,
    tickColor: muted,
    labelLimit: 0,
    titleLimit: 0,
    labelFlush: false,
  },
  title: {
    color: text,
    fontSize: plainText,
    fontWeight: 'bold' as const,
    anchor: 'start' as const,
    frame: 'group' as const,
    limit: 0,
  },
  legend: {
    labelColor: text,
    titleColor: muted,
    labelFontSize: plainText,
    titleFontSize: plainText,
    titleFontWeight: 'normal' as const,
    labelLimit: 0,
    symbolLimit: 0,
  },
  text: { color: text, fontSize: plainText },
});
