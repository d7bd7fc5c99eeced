import { isObject, type Manifest } from '../core/index.ts';
import { quoted } from './quote.ts';
import { maxShards } from './shard/shard.ts';
import type { Selection } from './task.ts';

/** `1-100`: rows from 1, both ends included, as the command line has them. */
export const writeLimit = (limit: Selection['limit']): string | null =>
  limit === null ? null : `${limit.from + 1}-${limit.to}`;

/** The rows that a limit names; null for what is none. */
export const readLimit = (limit: string): Selection['limit'] => {
  const match = /^([1-9]\d{0,14})-(\d{1,15})$/.exec(limit);
  if (match === null || Number(match[2]) < Number(match[1])) return null;
  return { from: Number(match[1]) - 1, to: Number(match[2]) };
};

/** A manifest from its text, or what is wrong with it in a few words. */
export const decodeManifest = (text: string): Manifest | string => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isObject(value)) return 'it is not an object';
  const problem =
    problemOf(value, manifestFields) ??
    problemOf(value.identity, identityFields, 'identity') ??
    problemOfEach(value.benchmarks, benchmarkFields, 'benchmarks') ??
    problemOfEach(value.selection, selectionFields, 'selection') ??
    problemOf(value.environment, { sandbox: isObjectOrNull }, 'environment');
  return problem ?? (value as Manifest);
};

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const isText: Check = value => typeof value === 'string';
const isTextOrNull: Check = value => value === null || isText(value);
const isNumber: Check = value => typeof value === 'number';
const isCount: Check = value => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
const isTexts: Check = value => Array.isArray(value) && value.every(isText);
const isObjectOrNull: Check = value => value === null || isObject(value);
const isObjectOf =
  (check: Check): Check =>
  value =>
    isObject(value) && Object.values(value).every(check);

const isAdapter: Check = value => isObject(value) && isText(value.from) && isText(value.sha256);

const isEndpoint: Check = value =>
  isObject(value) &&
  isText(value.url) &&
  isNumber(value.weight) &&
  isObjectOf(isNumber)(value.answered) &&
  isObjectOf(isNumber)(value.failed);

const isInteraction: Check = value =>
  isObject(value) &&
  isCount(value.max_steps) &&
  isCount(value.max_proposals) &&
  (value.critique === undefined || isObject(value.critique));

const isShard: Check = value =>
  isObject(value) &&
  isCount(value.index) &&
  isCount(value.count) &&
  Number(value.index) <= Number(value.count) &&
  Number(value.count) <= maxShards &&
  isText(value.by);

const isMergedRun: Check = value =>
  isObject(value) &&
  isText(value.run) &&
  isText(value.created_at) &&
  isText(value.eurus_eval) &&
  (value.shard === undefined || isShard(value.shard)) &&
  isObject(value.environment);

const isMerged: Check = value => Array.isArray(value) && value.every(isMergedRun);

const manifestFields: Fields = {
  eurus_eval: isText,
  created_at: isText,
  identity: isObject,
  endpoints: value => value === undefined || (Array.isArray(value) && value.every(isEndpoint)),
  shard: value => value === undefined || isShard(value),
  merged: value => value === undefined || isMerged(value),
  benchmarks: isObject,
  selection: isObject,
  grader_versions: value => value === undefined || isObjectOf(isNumber)(value),
  adapters: value => value === undefined || isObjectOf(isAdapter)(value),
  environment: isObject,
};

const identityFields: Fields = {
  backend: isText,
  model: isText,
  endpoint: isText,
  api: isText,
  settings: isObject,
  system: isTextOrNull,
  seed: value => value === null || isNumber(value),
};

const benchmarkFields: Fields = {
  version: isNumber,
  generation: isObject,
  data: isObjectOf(isText),
  interaction: value => value === undefined || isInteraction(value),
  prefill: isTextOrNull,
  prefill_found: value => value === undefined || isText(value),
  prefill_tried: value => value === undefined || isTexts(value),
  cut_sha256: value => value === undefined || isText(value),
};

const selectionFields: Fields = {
  trials: isCount,
  limit: value => value === null || (typeof value === 'string' && readLimit(value) !== null),
  ids: value => value === null || isTexts(value),
  graders: isTexts,
};

const problemOf = (value: unknown, fields: Fields, name = ''): string | null => {
  if (!isObject(value)) return `${name} is missing or damaged`;
  const wrong = Object.entries(fields).find(([field, check]) => !check(value[field]));
  return wrong === undefined ? null : `${name === '' ? '' : `${name} `}${wrong[0]} is missing or damaged`;
};

const problemOfEach = (value: unknown, fields: Fields, name: string): string | null => {
  if (!isObject(value)) return `${name} is missing or damaged`;
  for (const [key, item] of Object.entries(value)) {
    const problem = problemOf(item, fields, `${name} ${quoted(key)}`);
    if (problem !== null) return problem;
  }
  return null;
};
