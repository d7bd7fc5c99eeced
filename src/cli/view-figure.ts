import { figureWidth } from '../view/figures.ts';
import type { DrawFigure } from '../view/server/index.ts';
import { drawn } from './plot.ts';

/** The figures of `plot` for the page of `view`. */
export const viewFigure: DrawFigure = async ({ name, run, benchmark, by, theme }) => {
  const { manifest, summary, directory } = run;
  const rows = [{ model: manifest.identity.model, directory, summary }];
  return drawn(
    name,
    {
      theme,
      width: figureWidth,
      benchmark: benchmark === null ? undefined : [benchmark],
      by: by ?? undefined,
    },
    rows,
  );
};
