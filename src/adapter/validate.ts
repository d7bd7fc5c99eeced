import { domains, isObject, splits } from '../core/index.ts';
import { problemsOfInteraction } from './interaction.ts';

/** Whether a value looks as if it was meant to be a benchmark. */
export const isBenchmarkLike = (value: unknown): boolean =>
  isObject(value) && 'id' in value && 'dataset' in value && 'protocols' in value;

/** Everything that keeps a value from being a benchmark, each in a line; nothing for one that is. */
export const problemsOf = (value: unknown): readonly string[] => {
  if (!isObject(value)) return [`it is ${shape(value)}, expected a benchmark`];
  const problems = [
    expect('id', value.id, 'lower-case letters, digits and hyphens', isId),
    expect('title', value.title, 'a text of one line', isLine),
    expect('domain', value.domain, `one of ${domains.join(', ')}`, is =>
      domains.some(domain => domain === is),
    ),
    expect('version', value.version, 'a whole number from 1', isCount),
    expect('sample', value.sample, 'a function from a row to a sample', isFunction),
    ...problemsOfDataset('dataset', value.dataset),
    expect(
      'split',
      value.split,
      `one of ${splits.join(', ')}`,
      optional(is => splits.some(split => split === is)),
    ),
    ...(value.shots === undefined ? [] : problemsOfDataset('shots', value.shots)),
  ];
  const protocols = isObject(value.protocols) ? Object.entries(value.protocols) : [];
  if (protocols.length === 0) problems.push('protocols: expected at least one');
  for (const [index, [name, protocol]] of protocols.entries()) {
    const where = `protocols ${JSON.stringify(name)}`;
    if (!/^[a-z]+(?:@[a-z0-9-]+)?$/.test(name))
      problems.push(`${where}: expected a name like cot or cot@official`);
    if (index === 0 && name.includes('@')) problems.push(`${where}: the first one must have no @profile`);
    problems.push(...problemsOfProtocol(where, protocol, value.shots !== undefined));
  }
  return problems.filter(problem => problem !== null);
};

const problemsOfDataset = (where: string, value: unknown): readonly (string | null)[] => {
  if (!isObject(value))
    return [`${where}: is ${shape(value)}, expected a dataset such as jsonl(file, count)`];
  const files = Array.isArray(value.files) ? value.files : [];
  return [
    expect(`${where}.count`, value.count, 'the number of rows', isCount),
    expect(`${where}.rows`, value.rows, 'a function', isFunction),
    ...(files.length === 0 ? [`${where}.files: expected at least one`] : []),
    ...files.flatMap((file, index) => problemsOfFile(`${where}.files[${index}]`, file)),
  ];
};

const problemsOfFile = (where: string, value: unknown): readonly (string | null)[] => {
  if (!isObject(value)) return [`${where}: is ${shape(value)}, expected a data file`];
  return [
    expect(`${where}.path`, value.path, 'a relative path such as my-bench/test.jsonl', isRelative),
    expect(`${where}.url`, value.url, 'an address', isLine),
    expect(`${where}.sha256`, value.sha256, '64 hexadecimal digits', isSha256),
    expect(`${where}.bytes`, value.bytes, 'the size in bytes', isCount),
    expect(`${where}.licence`, value.licence, 'an SPDX id, or unstated', isLine),
    expect(
      `${where}.archive`,
      value.archive,
      'a relative path such as my-bench/all.tar.gz',
      optional(isRelative),
    ),
  ];
};

const problemsOfProtocol = (where: string, value: unknown, hasShots: boolean): readonly (string | null)[] => {
  if (!isObject(value)) return [`${where}: is ${shape(value)}, expected a protocol`];
  const graders = isObject(value.graders) ? value.graders : {};
  const generation = isObject(value.generation) ? value.generation : {};
  return [
    expect(`${where}.title`, value.title, 'a text of one line', isLine),
    expect(`${where}.prompt`, value.prompt, 'a function from a sample to a prompt', isFunction),
    expect(`${where}.generation.maxTokens`, generation.maxTokens, 'a whole number from 1', isCount),
    expect(`${where}.generation.temperature`, generation.temperature, 'a number from 0', isNotNegative),
    expect(`${where}.generation.topP`, generation.topP, 'a number from 0 to 1', isFraction),
    expect(`${where}.generation.stop`, generation.stop, 'a list of texts', isTexts),
    expect(`${where}.generation.logprobs`, generation.logprobs, 'a whole number from 1', optional(isCount)),
    expect(`${where}.endsAtLimit`, value.endsAtLimit, 'true or false', optional(isBoolean)),
    ...(value.shots === undefined
      ? []
      : [expect(`${where}.shots`, value.shots, 'a whole number from 0', isWhole)]),
    expect(`${where}.exemplars`, value.exemplars, 'a whole number from 1', optional(isCount)),
    ...(isWhole(value.shots) && value.shots !== 0 && !hasShots
      ? [`${where}.shots: the benchmark has no dataset "shots"`]
      : []),
    expect(
      `${where}.headline`,
      value.headline,
      `one of its graders (${Object.keys(graders).join(', ')})`,
      is => Object.hasOwn(graders, String(is)),
    ),
    ...problemsOfInteraction(`${where}.interaction`, value.interaction, Object.keys(graders)),
    ...Object.entries(graders).flatMap(([name, grader]) =>
      problemsOfGrader(`${where} grader "${name}"`, grader),
    ),
  ];
};

const problemsOfGrader = (where: string, value: unknown): readonly (string | null)[] => {
  if (!isObject(value)) return [`${where}: is ${shape(value)}, expected a grader`];
  return [
    expect(`${where}.title`, value.title, 'a text of one line', isLine),
    expect(`${where}.version`, value.version, 'a whole number from 1', isCount),
    expect(`${where}.extract`, value.extract, 'a function', isFunction),
    expect(`${where}.score`, value.score, 'a function', isFunction),
  ];
};

const expect = (
  where: string,
  value: unknown,
  expected: string,
  holds: (value: unknown) => boolean,
): string | null => (holds(value) ? null : `${where}: is ${shape(value)}, expected ${expected}`);

const optional =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || holds(value);

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isCount = (value: unknown): boolean => isWhole(value) && value !== 0;
const isNotNegative = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isFraction = (value: unknown): boolean => isNotNegative(value) && Number(value) <= 1;
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every(item => typeof item === 'string');
const isLine = (value: unknown): boolean => typeof value === 'string' && /^\S.*$/.test(value);
const isId = (value: unknown): boolean => typeof value === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(value);
const isSha256 = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isRelative = (value: unknown): boolean =>
  typeof value === 'string' &&
  value !== '' &&
  value.split('/').every(part => part !== '' && part !== '.' && part !== '..' && !/[\\:\p{Cc}]/u.test(part));

const shape = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (value === null || value === undefined || typeof value === 'number') return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'function' ? 'a function' : `a ${typeof value}`;
};
