/** Which figures a run's page shows, and how they are asked for. Pure, and without Node: for server, page and site. */
import type { FigureAsk, RunId, RunPage, TaskCard } from './api.ts';

/** In px: what a column of the page has, so that letters keep their size in it. */
export const figureWidth = 530;

export const figureThemes = ['light', 'dark'] as const;
export type FigureTheme = (typeof figureThemes)[number];

/** The address of a figure on the server; in a static site it is looked up by it. */
export const figurePath = (ask: FigureAsk, theme: FigureTheme): string =>
  `figure.svg?${new URLSearchParams({ ...ask, theme })}`;

/** The figures that a run has data for: how its trials ended, then task by task. */
export const figuresOf = ({ id: run, tasks }: Pick<RunPage, 'id' | 'tasks'>): readonly FigureAsk[] => [
  ...(tasks.some(({ cells }) => cells.length > 0) ? [{ name: 'verdicts', run } as const] : []),
  ...tasks.flatMap(task => taskFigures(run, task)),
];

/** By level, subject and the like; over k; how long answers took, and how long they are. */
export const taskFigures = (run: RunId, task: TaskCard): readonly FigureAsk[] => {
  const [grader] = task.graders;
  const cell = task.cells.find(known => known.grader === grader) ?? task.cells[0];
  if (cell === undefined) return [];
  const about = { run, task: task.name };
  const judged = { ...about, grader: cell.grader };
  const dimensions = Object.entries(cell.groups).filter(([, values]) => Object.keys(values).length > 1);
  return [
    ...dimensions.map(([by]) => ({ name: 'groups', ...judged, by }) as const),
    ...('curves' in cell ? [{ name: 'curves', ...judged } as const] : []),
    { name: 'tokens', ...about },
    { name: 'latency', ...about },
  ];
};
