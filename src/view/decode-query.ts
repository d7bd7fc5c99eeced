import { verdictNames } from '../core/verdict.ts';
import { type RowOrder, type RowQuery, rowOrders } from './api.ts';
import { maxLimit } from './query.ts';

/** Longest text in a query, in UTF-16 units, and most items of a list in one. */
const maxText = 1000;
const maxItems = 200;

/** A row query from JSON of anybody, or what is wrong with it in a few words. Fields that it does not know are refused. */
export const decodeRowQuery = (value: unknown): RowQuery | string => {
  if (!isObject(value)) return 'the query is not an object';
  const wrong = Object.entries(value).find(([field, item]) => !(checks.get(field)?.(item) ?? false));
  if (wrong !== undefined) return `${wrong[0].slice(0, 40)} of the query is unknown or damaged`;
  const missing = ['run', 'task', 'grader'].find(field => !Object.hasOwn(value, field));
  return missing === undefined ? (value as RowQuery) : `${missing} of the query is missing`;
};

type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText: Check = value => typeof value === 'string' && value.length <= maxText;
const isFlag: Check = value => typeof value === 'boolean';
const isTexts: Check = value => Array.isArray(value) && value.length <= maxItems && value.every(isText);
const isCount =
  (most: number): Check =>
  value =>
    Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;
const isOneOf =
  (names: readonly string[]): Check =>
  value =>
    typeof value === 'string' && names.includes(value);

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['run', isText],
  ['task', isText],
  ['grader', isText],
  ['verdicts', value => Array.isArray(value) && value.length <= 10 && value.every(isOneOf(verdictNames))],
  [
    'groups',
    value => isObject(value) && Object.keys(value).length <= 20 && Object.values(value).every(isTexts),
  ],
  ['truncated', isFlag],
  ['differing', isFlag],
  [
    'against',
    value => isObject(value) && isText(value.run) && isOneOf(['fixed', 'broken', 'either'])(value.flips),
  ],
  ['search', isText],
  ['text', isText],
  ['sort', value => isObject(value) && isOrder(value.by) && isFlag(value.descending)],
  ['offset', isCount(Number.MAX_SAFE_INTEGER)],
  ['limit', isCount(maxLimit)],
]);

const isOrder = (value: unknown): value is RowOrder => isOneOf(rowOrders)(value);
