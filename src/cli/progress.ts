import { renderProgressLine } from '../report/index.ts';
import type { Progress } from '../run/index.ts';
import type { Terminal } from './terminal.ts';

const redrawEveryMs = 200;
const printEveryMs = 10_000;

/** Shows progress on stderr: redrawn in place on a terminal, a line every ten seconds elsewhere. */
export const progressPrinter = (terminal: Terminal, quiet: boolean) => {
  let latest: Progress | null = null;
  let printedAtMs = Date.now();
  const draw = (): void => {
    if (latest === null || quiet) return;
    const now = Date.now();
    const line = renderProgressLine(latest, now, terminal.columns);
    if (terminal.live) terminal.status(line);
    else if (now - printedAtMs >= printEveryMs) {
      printedAtMs = now;
      terminal.note(line);
    }
  };
  const timer = setInterval(draw, redrawEveryMs);
  return {
    update: (progress: Progress): void => {
      latest = progress;
    },
    stop: (): void => {
      clearInterval(timer);
      terminal.status('');
    },
  };
};
