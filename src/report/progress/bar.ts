import { type PanelStyle, type Piece, signs } from './style.ts';

/** Fractions of a whole, 0 to 1. */
export type Shares = { readonly judged: number; readonly generated: number };

/** A bar of `width` columns: judged, waiting for its verdict, and what is still to come. */
export const bar = ({ judged, generated }: Shares, width: number, style: PanelStyle): readonly Piece[] => {
  const { full, half, rest } = signs(style);
  const halves = cells(Math.max(judged, generated), width);
  const done = Math.floor(halves / 2);
  const green = Math.min(done, Math.floor(cells(judged, width) / 2));
  const tip = halves % 2 === 1 ? half : '';
  const whole = generated >= 1 && judged >= 1;
  return [
    [full.repeat(green), whole ? 'done' : 'busy'],
    [full.repeat(done - green) + tip, done === green ? 'busy' : 'pending'],
    [rest.repeat(width - done - tip.length), 'faint'],
  ];
};

/** In half columns. Rounded down, so that a full bar means that all is done; something done shows. */
const cells = (share: number, width: number): number => {
  const halves = Math.floor(Math.min(1, Math.max(0, share)) * 2 * width);
  return share > 0 ? Math.max(1, halves) : 0;
};

/** Rates as a row of small bars, the largest of them full. */
export const meter = (rates: readonly number[], style: PanelStyle): string => {
  const levels = [...signs(style).meter];
  const most = Math.max(...rates, 0);
  if (most === 0) return '';
  return rates.map(rate => levels[Math.round((rate / most) * (levels.length - 1))] ?? '').join('');
};
