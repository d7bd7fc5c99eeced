import { type Cell, type Cost, moneyText, type Summary } from '../core/index.ts';
import { short } from './progress/duration.ts';

/**
 * What the answers behind a summary took, on one line: `$1.23 for 812k tokens in, 90k out`. Cells of one task share its
 * answers. Null where the server reported nothing.
 */
export const renderSpending = ({ cells }: Summary): string | null => {
  const tasks = [...new Map(cells.map(cell => [`${cell.benchmark}.${cell.protocol}`, cell])).values()];
  const tokens = tokensText(tasks);
  if (tokens === null) return null;
  const costs = tasks.flatMap(({ cost }) => cost ?? []);
  return [...(costs.length === 0 ? [] : [`${costText(costs)} for`]), tokens].join(' ');
};

const tokensText = (tasks: readonly Cell[]): string | null => {
  const [input, output, reasoning] = [
    sum(tasks.map(({ tokens }) => tokens.input)),
    sum(tasks.map(({ tokens }) => tokens.output)),
    sum(tasks.map(({ tokens }) => tokens.reasoning)),
  ];
  if (input === null && output === null) return null;
  const thought = reasoning === null ? '' : ` (${short(reasoning)} of it reasoning)`;
  const most = Math.max(...tasks.map(({ tokens }) => tokens.max?.output ?? 0));
  const longest = most === 0 ? '' : `, at most ${short(most)} an answer`;
  return `${amountText(input)} tokens in, ${amountText(output)} out${thought}${longest}${unreportedText(tasks)}`;
};

const unreportedText = (tasks: readonly Cell[]): string => {
  const unreported = tasks.reduce(
    (total, { tokens }) => total + Math.max(tokens.unreported?.input ?? 0, tokens.unreported?.output ?? 0),
    0,
  );
  if (unreported === 0) return '';
  return `; without ${unreported === 1 ? '1 answer' : `${unreported} answers`} whose tokens the server did not report`;
};

/** Prices may have been in different currencies when cells were made. */
const costText = (costs: readonly Cost[]): string =>
  [...Map.groupBy(costs, ({ currency }) => currency)]
    .map(([currency, its]) =>
      moneyText(
        its.reduce((total, { amount }) => total + amount, 0),
        currency,
      ),
    )
    .join(' and ');

/** Null where nothing is known, which is not 0. */
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.some(count => count !== null)
    ? counts.reduce<number>((total, count) => total + (count ?? 0), 0)
    : null;

const amountText = (count: number | null): string => (count === null ? 'unknown' : short(count));
