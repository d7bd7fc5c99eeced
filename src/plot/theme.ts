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

/** The colours that drawings take, in an order that stays. */
const listed = ({ text, halo, muted, grid, accent, series }: Colours): readonly string[] => [
  ...[text, halo, muted, grid, accent],
  ...series,
];

/** A letter after a character that `drawable` leaves in no text: nothing of others is ever taken for a colour. */
const standIn = (place: number): string => `\uffff${String.fromCharCode(97 + place)}`;
const [text = '', halo = '', muted = '', grid = '', accent = '', ...series] = listed(light).map((_, place) =>
  standIn(place),
);

/** Stand for the colours of whatever theme, so that a drawing, which takes long, is the same for all of them. */
export const standIns: Colours = { background: null, text, halo, muted, grid, accent, series };

/** A drawing with the colours of a theme where their stand-ins are. */
export const recoloured = (svg: string, colours: Colours): string => {
  const put = listed(colours);
  return svg.replaceAll(/\uffff([a-z])/g, (_, letter: string) => put[letter.charCodeAt(0) - 97] ?? '');
};

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
