import { stripVTControlCharacters } from 'node:util';
import type { PanelStyle } from '../report/index.ts';
import { breaksLinesAnew, canRedraw, panelStyle } from './abilities.ts';
import { liveRegion, type ScreenSize } from './live-region.ts';
import { onLeaving } from './on-leaving.ts';

/** Where results and everything else go: results to stdout, the rest to stderr. */
export type Terminal = {
  /** A result: one text, a line break added. */
  print(text: string): void;
  /** The same for one of many results: resolves when there is room for the next, so that a slow reader costs no memory. */
  printed(text: string): Promise<void>;
  /** Progress, warnings, hints: stderr, a line break added. */
  note(text: string): void;
  /**
   * Redraws the status below all notes, in place, where stderr is a terminal; does nothing elsewhere. One or several
   * lines, none of them wider than the screen; '' takes it away. Ours may carry colour: text of others has been cleaned.
   */
  status(text: string): void;
  /** True when stderr is a terminal: lines may be redrawn. */
  readonly live: boolean;
  /** What a panel may be made of, where `live`. */
  readonly panelStyle: PanelStyle;
  /** Size of stderr now. */
  screen(): ScreenSize;
  /** True when results on stdout may carry colour and bold. */
  readonly styled: boolean;
  /** Width of stdout in columns. */
  readonly columns: number;
};

/** Text of servers and files may stand in a note: it may break lines, but not move, colour or hide anything. */
const harmless = (text: string): string =>
  stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '');

/** A reader that went away (`| head`, a closed window) is no error of ours: the work goes on and keeps its exit code. */
const goneCodes: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

export const processTerminal = (): Terminal => {
  const { stdout, stderr, env } = process;
  const readers = { stdout: true, stderr: true };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].on('error', error => {
      if (!goneCodes.has((error as NodeJS.ErrnoException).code)) throw error;
      readers[name] = false;
    });
  }
  const write = (name: 'stdout' | 'stderr', text: string): boolean =>
    !readers[name] || process[name].write(text);
  /** Until stdout takes more, or nobody reads it any longer. */
  const roomInStdout = (): Promise<void> =>
    new Promise(resolve => {
      const done = (): void => {
        stdout.off('drain', done).off('close', done).off('error', done);
        resolve();
      };
      stdout.on('drain', done).on('close', done).on('error', done);
    });
  const live = canRedraw(stderr.isTTY === true, env);
  const screen = (): ScreenSize => ({ columns: stderr.columns || 80, rows: stderr.rows || 24 });
  let status: readonly string[] = [];
  const region = liveRegion({
    write: text => write('stderr', text),
    size: screen,
    reflows: breaksLinesAnew(env),
    onShown: onLeaving({ leave: () => region.draw([]), comeBack: () => region.draw(status) }),
  });
  const erase = (): void => region.draw([]);
  return {
    print: text => {
      erase();
      write('stdout', `${text}\n`);
    },
    printed: async text => {
      erase();
      if (!write('stdout', `${text}\n`)) await roomInStdout();
    },
    note: text => region.above(harmless(text)),
    status: text => {
      if (!live) return;
      status = text === '' ? [] : text.split('\n');
      region.draw(status);
    },
    live,
    panelStyle: panelStyle(env, process.platform),
    screen,
    styled: stdout.isTTY === true && !env.NO_COLOR,
    columns: stdout.columns || 160,
  };
};
