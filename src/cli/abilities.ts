import type { PanelStyle } from '../report/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** True where lines may be drawn again in place. */
export const canRedraw = (isTerminal: boolean, { CI, TERM }: Environment): boolean =>
  isTerminal && !CI && TERM !== 'dumb';

/** What a panel may be made of there. `NO_COLOR` takes bars as well as colour. */
export const panelStyle = (env: Environment, platform: NodeJS.Platform): PanelStyle => ({
  colour: !env.NO_COLOR && env.TERM !== 'dumb',
  bars: !env.NO_COLOR,
  unicode: knowsUnicode(env, platform),
});

/** The Linux console has too few signs. Elsewhere the locale says; systems that rarely set one have Unicode. */
const knowsUnicode = (env: Environment, platform: NodeJS.Platform): boolean => {
  if (env.TERM === 'linux' || env.TERM === 'dumb') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (!locale) return platform === 'darwin' || platform === 'win32';
  return /utf-?8/i.test(locale);
};

/** Most terminals break lines anew when they become narrower; xterm, GNU screen and the Linux console cut them. */
export const breaksLinesAnew = ({ XTERM_VERSION, STY, TERM }: Environment): boolean =>
  !XTERM_VERSION && !STY && TERM !== 'linux';
