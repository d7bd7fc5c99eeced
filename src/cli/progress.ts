import { wilson } from '../metric/index.ts';
import { type RecentRates, recentRates, renderProgressPanel, type Wait } from '../report/index.ts';
import type { Progress, StopSignals } from '../run/index.ts';
import { plainProgress } from './plain-progress.ts';
import type { Terminal } from './terminal.ts';
import { waits } from './waits.ts';

const lookEveryMs = 200;

export type ProgressPrinter = {
  /** Says what is done before there is anything to count. */
  phase(text: string): void;
  /** Takes the object that the pipeline changes in place. */
  update(progress: Progress): void;
  /** A line of the pipeline's own about what has happened. Said with `--quiet` as well: it is a warning. */
  notice(text: string): void;
  /** The user's wishes to stop, to be shown. */
  follow(signals: StopSignals): void;
  /** Takes the panel away. */
  stop(): void;
};

/** Shows progress on stderr: a panel redrawn in place on a terminal, a line now and then elsewhere. */
export const progressPrinter = (terminal: Terminal, quiet: boolean): ProgressPrinter => {
  let latest: Progress | null = null;
  let phase: string | null = null;
  let signals: StopSignals = {};
  const rates = recentRates();
  const waiting = waits();
  const plain = plainProgress(terminal.note, Date.now());
  const draw = (): void => {
    const nowMs = Date.now();
    const wait = waiting.at(latest, phase, signals, nowMs);
    const recent = latest === null ? nothing : rates.at(latest, nowMs);
    if (terminal.live) drawPanel(recent, wait, nowMs);
    else plain.look(latest, recent, wait, nowMs);
  };
  const drawPanel = (recent: RecentRates, wait: Wait | null, nowMs: number): void => {
    const { columns, rows } = terminal.screen();
    const lines = renderProgressPanel(
      // While nothing goes on nobody knows when it ends.
      { progress: latest, recent: wait === null ? recent : { ...recent, left: null }, wait, nowMs },
      { width: columns - 1, height: rows - 1, style: terminal.panelStyle, intervalOf: wilson },
    );
    terminal.status(lines.join('\n'));
  };
  let immediate: NodeJS.Immediate | undefined;
  // A new size of the window is known once its signal has been taken, which is before the next immediate.
  const look = (): void => {
    immediate = setImmediate(draw);
  };
  const timer = quiet ? null : setInterval(look, lookEveryMs);
  return {
    phase: text => {
      phase = text;
    },
    update: progress => {
      latest = progress;
    },
    notice: text => {
      plain.noticed(Date.now());
      terminal.note(text);
    },
    follow: wishes => {
      signals = wishes;
      // Answered at once, like every key.
      if (quiet) return;
      for (const signal of [wishes.drain, wishes.abort]) signal?.addEventListener('abort', draw);
    },
    stop: () => {
      if (timer === null) return;
      clearInterval(timer);
      clearImmediate(immediate);
      for (const signal of [signals.drain, signals.abort]) signal?.removeEventListener('abort', draw);
      terminal.status('');
    },
  };
};

const nothing: RecentRates = { done: null, inputTokens: 0, outputTokens: 0, meter: [], left: null };
