import { isObject } from '../core/index.ts';

/** What is wrong with the turns of a protocol, a line each; nothing where it has none. */
export const problemsOfInteraction = (
  where: string,
  value: unknown,
  graders: readonly string[],
): readonly string[] => {
  if (value === undefined) return [];
  if (!isObject(value)) return [`${where}: expected the rules of an environment`];
  const { session } = value;
  return [
    ...['maxSteps', 'maxProposals'].filter(name => !isCount(value[name])).map(wrong('a whole number from 1')),
    ...['act', 'observe', 'ask'].filter(name => typeof value[name] !== 'function').map(wrong('a function')),
    ...['keep'].filter(name => !isFunctionOrNothing(value[name])).map(wrong('a function')),
    ...['judge']
      .filter(name => !graders.includes(String(value[name])))
      .map(wrong(`one of its graders (${graders.join(', ')})`)),
    ...(session === undefined || isSession(session) ? [] : [wrong('a prelude and limits')('session')]),
  ].map(problem => `${where}.${problem}`);
};

const wrong =
  (expected: string) =>
  (name: string): string =>
    `${name}: expected ${expected}`;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;

const isFunctionOrNothing = (value: unknown): boolean => value === undefined || typeof value === 'function';

const isSession = (value: unknown): boolean =>
  isObject(value) &&
  Array.isArray(value.prelude) &&
  value.prelude.every(cell => typeof cell === 'string') &&
  isObject(value.limits) &&
  [value.limits.timeoutMs, value.limits.memoryMb, value.limits.maxOutputBytes].every(isCount);
