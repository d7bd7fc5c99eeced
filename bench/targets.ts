/** What a measured figure should be, in the figure's own unit; `why` is said where it falls short. */
type Target = { readonly least?: number; readonly most?: number; readonly why?: string };

export type Figure = {
  readonly subject: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
};

const perCall = 'call between interpreters';
const start = 'start of a pool';
const memory = 'memory of a worker';
const scaling = 'two workers against one, MBPP';
const cellInTurn = 'a cell beyond itself, 200 sessions in turn';
const cellInRow = 'a cell beyond itself, cells in a row';
const emptyCell = 'an empty cell, 200 sessions in turn';
const sessions = 'all processes, 200 sessions';
const wallClock = 'wall clock: measure on a machine that does nothing else';
const busy =
  'single figures vary with what else the machine does: compare the ratio to the loop of the same run';

/** Of the sandbox's design, by kind and measure. */
const targets: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
  native: {
    'HumanEval references': { least: 120, why: busy },
    'HumanEval, times the loop without walls': {
      least: 3,
      why: 'the loop pays no process of the tests, no namespaces and no filter',
    },
    'MBPP references': { least: 150, why: busy },
    [perCall]: { most: 0.1 },
    [start]: { most: 300, why: wallClock },
    [memory]: { most: 60 },
    [cellInRow]: { most: 5, why: 'sessions of two or three cells, and the making of each is in it' },
    [emptyCell]: { most: 5 },
    [sessions]: { most: 1500 },
    [scaling]: { least: 1.8, why: wallClock },
  },
  wasm: {
    'HumanEval references': { least: 60, why: busy },
    'HumanEval, times the loop without walls': { least: 1.4 },
    'MBPP references': { least: 110, why: busy },
    'empty script, with its reset': { most: 6 },
    'script that leaves, with a new isolate': { most: 150 },
    [perCall]: { most: 0.4 },
    [start]: { most: 600, why: wallClock },
    [memory]: { most: 300 },
    [cellInTurn]: { most: 20 },
    [cellInRow]: { most: 20 },
    [emptyCell]: { most: 20 },
    [sessions]: { most: 1500 },
    [scaling]: { least: 1.8, why: wallClock },
  },
  js: {
    'empty script': {
      most: 4,
      why: 'a fresh isolate takes 3 ms of it, the rest is the process around it (messages, threads)',
    },
  },
};

export const measures = {
  perCall,
  start,
  memory,
  scaling,
  cellInTurn,
  cellInRow,
  emptyCell,
  sessions,
} as const;

const rounded = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);

/** One line for a figure: beside it its target, where it has one, and why it falls short, where it does. */
export const lineOf = ({ subject, what, value, unit }: Figure): string => {
  const target = targets[subject]?.[what] ?? {};
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, why = 'not known' } = target;
  const asked =
    target.least !== undefined ? `at least ${least}` : target.most !== undefined ? `at most ${most}` : '';
  const short = value < least || value > most;
  const text = `sandbox ${subject.padEnd(8)}${what.padEnd(44)}${`${rounded(value)} ${unit}`.padEnd(33)}${asked.padEnd(14)}`;
  return short ? `${text}FALLS SHORT: ${why}` : text.trimEnd();
};
