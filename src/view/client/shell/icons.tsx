import type { VerdictName } from '../../../core/verdict.ts';

type IconProps = { readonly path: string; readonly size?: number };

/** A drawing of lines on a 16 × 16 grid; what it means stands beside it or in the label of its button. */
const Icon = ({ path, size = 16 }: IconProps) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path
      d={path}
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

const glyphs: Readonly<Record<VerdictName | 'none', string>> = {
  correct: 'M3.5 8.5l3 3 6-7',
  incorrect: 'M4.25 4.25l7.5 7.5M11.75 4.25l-7.5 7.5',
  'no-answer': 'M3.5 8h9',
  unscored: 'M6 6a2 2 0 1 1 2.9 1.8c-.6.4-.9.8-.9 1.5M8 11.9v.1',
  none: 'M4.5 8h.01M8 8h.01M11.5 8h.01',
};

/** The sign of a verdict; colour is never all that tells it. */
export const VerdictGlyph = ({
  verdict,
  size = 14,
}: {
  readonly verdict: VerdictName | null;
  readonly size?: number;
}) => (
  <span class={`glyph v-${verdict ?? 'none'}`}>
    <Icon path={glyphs[verdict ?? 'none']} size={size} />
  </span>
);

const icon = (path: string) => (props: { readonly size?: number }) => <Icon path={path} {...props} />;

export const SunMoon = icon('M8 2a6 6 0 1 0 6 6 4.5 4.5 0 0 1-6-6z');
export const Question = icon('M6 6a2 2 0 1 1 2.9 1.8c-.6.4-.9.8-.9 1.5M8 11.9v.1');
export const Close = icon('M4 4l8 8M12 4l-8 8');
export const Before = icon('M10 3.5L5.5 8l4.5 4.5');
export const After = icon('M6 3.5L10.5 8 6 12.5');
export const Copy = icon('M5.5 5.5h7v7h-7zM10 3.5H3.5V10');
export const Down = icon('M4 6.5l4 4 4-4');
export const Swap = icon('M3 5.5h9M9.5 3l2.5 2.5L9.5 8M13 10.5H4M6.5 8L4 10.5 6.5 13');
