import { styleText } from 'node:util';
import { shorten, widthOf } from './width.ts';

/** What a terminal can show. */
export type PanelStyle = {
  readonly colour: boolean;
  readonly bars: boolean;
  /** False for terminals and locales that know ASCII only. */
  readonly unicode: boolean;
};

const tones = {
  faint: 'dim',
  strong: 'bold',
  done: 'green',
  busy: 'cyan',
  pending: 'blue',
  warning: 'yellow',
  fault: 'red',
} as const;

export type Tone = keyof typeof tones;

/** A text, and how it is meant. */
export type Piece = readonly [text: string, tone?: Tone];

/** Pieces as one line of at most `width` columns, without blanks at its end. */
export const paint = (pieces: readonly Piece[], width: number, style: PanelStyle): string => {
  const last = pieces.findLastIndex(([text]) => text.trimEnd() !== '');
  let room = width;
  let line = '';
  for (const [at, [text, tone]] of pieces.slice(0, last + 1).entries()) {
    const shown = shorten(at === last ? text.trimEnd() : text, room, signs(style).more);
    const coloured = tone !== undefined && style.colour && shown !== '';
    line += coloured ? styleText(tones[tone], shown, { validateStream: false }) : shown;
    room -= widthOf(shown);
  }
  return line;
};

/** The signs of a panel. */
export const signs = ({ unicode }: Pick<PanelStyle, 'unicode'>) => (unicode ? unicodeSigns : asciiSigns);

const unicodeSigns = {
  full: '━',
  half: '╸',
  rest: '─',
  more: '…',
  finished: '✓',
  waiting: '•',
  meter: '▁▂▃▄▅▆▇█',
};
const asciiSigns: typeof unicodeSigns = {
  full: '#',
  half: '#',
  rest: '-',
  more: '~',
  finished: '*',
  waiting: '!',
  meter: '_.:-=+*#',
};
