/** The part of Node's `assert` that tests use. Works on plain data; objects of the candidate equal only themselves. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

const fail = (message: unknown, fallback: string): never => {
  if (message instanceof Error) throw message;
  throw new AssertionError(message === undefined ? fallback : String(message));
};

// biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what the caller asks for
const isSame = (left: unknown, right: unknown): boolean => left == right;

const shown = (value: unknown): string => {
  const text =
    typeof value === 'function' ? '[object of the program]' : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
};
const safely = (value: unknown): string => {
  try {
    return shown(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
};

const sameKind = (left: object, right: object): boolean =>
  Object.getPrototypeOf(left) === Object.getPrototypeOf(right) ||
  (Array.isArray(left) && Array.isArray(right));

const sameItems = (left: readonly unknown[], right: readonly unknown[], strict: boolean): boolean =>
  left.length === right.length && left.every((item, index) => isDeepEqual(item, right[index], strict));

const samePool = (left: readonly unknown[], right: readonly unknown[], strict: boolean): boolean => {
  if (left.length !== right.length) return false;
  const rest = [...right];
  return left.every(item => {
    const index = rest.findIndex(other => isDeepEqual(item, other, strict));
    if (index < 0) return false;
    rest.splice(index, 1);
    return true;
  });
};

/** Structural equality; `strict` compares leaves by `Object.is`, else by `==`. */
export const isDeepEqual = (left: unknown, right: unknown, strict: boolean): boolean => {
  if (Object.is(left, right)) return true;
  const plain = typeof left === 'object' && typeof right === 'object' && left !== null && right !== null;
  if (!plain) {
    if (strict || [typeof left, typeof right].some(kind => kind === 'function' || kind === 'object'))
      return false;
    return isSame(left, right);
  }
  if (strict && !sameKind(left, right)) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) return sameItems(left, right, strict);
  if (left instanceof Map) return right instanceof Map && samePool([...left], [...right], strict);
  if (left instanceof Set) return right instanceof Set && samePool([...left], [...right], strict);
  if (left instanceof Date) return right instanceof Date && Object.is(left.getTime(), right.getTime());
  if (left instanceof RegExp) return right instanceof RegExp && String(left) === String(right);
  const [mine, theirs] = [Object.keys(left), Object.keys(right)];
  const fields = (value: object) => value as Readonly<Record<string, unknown>>;
  return (
    mine.length === theirs.length &&
    mine.every(key => Object.hasOwn(right, key) && isDeepEqual(fields(left)[key], fields(right)[key], strict))
  );
};

const fits = (error: unknown, expected: unknown): boolean => {
  if (expected === undefined || typeof expected === 'string') return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === 'function') {
    if (expected === Error || expected.prototype instanceof Error) return error instanceof expected;
    return expected(error) === true;
  }
  const fields = expected as Readonly<Record<string, unknown>>;
  return Object.keys(fields).every(key => {
    const value = (error as Readonly<Record<string, unknown>>)[key];
    const wanted = fields[key];
    return wanted instanceof RegExp ? wanted.test(String(value)) : isDeepEqual(value, wanted, true);
  });
};

const judgeThrown = (
  error: unknown,
  expected: unknown,
  message: unknown,
  isEnd: (error: unknown) => boolean,
) => {
  if (isEnd(error)) throw error;
  if (!fits(error, expected)) fail(message, `another error than expected: ${String(error)}`);
};

/** @param isEnd tells an error that no test may take for one of the candidate */
export const createAssert = (isEnd: (error: unknown) => boolean) => {
  const check = (truth: boolean, message: unknown, left: unknown, what: string, right: unknown): void => {
    if (!truth) fail(message, `${safely(left)} ${what} ${safely(right)}`);
  };
  const ok = (truth?: unknown, message?: unknown): void => {
    if (!truth) fail(message, 'the value is not truthy');
  };
  const strictEqual = (left: unknown, right: unknown, message?: unknown) =>
    check(Object.is(left, right), message, left, 'is not', right);
  const notStrictEqual = (left: unknown, right: unknown, message?: unknown) =>
    check(!Object.is(left, right), message, left, 'is', right);
  const deep = (strict: boolean, wanted: boolean) => (left: unknown, right: unknown, message?: unknown) =>
    check(
      isDeepEqual(left, right, strict) === wanted,
      message,
      left,
      wanted ? 'does not equal' : 'equals',
      right,
    );
  const throws = (run: () => unknown, expected?: unknown, message?: unknown): void => {
    try {
      run();
    } catch (error) {
      judgeThrown(error, expected, message, isEnd);
      return;
    }
    fail(message, 'nothing was thrown');
  };
  const rejects = async (run: unknown, expected?: unknown, message?: unknown): Promise<void> => {
    try {
      await (typeof run === 'function' ? run() : run);
    } catch (error) {
      judgeThrown(error, expected, message, isEnd);
      return;
    }
    fail(message, 'nothing was rejected');
  };
  const match = (text: unknown, pattern: RegExp, message?: unknown) =>
    check(typeof text === 'string' && pattern.test(text), message, text, 'does not match', String(pattern));
  const strict = {
    AssertionError,
    ok,
    strictEqual,
    notStrictEqual,
    equal: strictEqual,
    notEqual: notStrictEqual,
    deepEqual: deep(true, true),
    deepStrictEqual: deep(true, true),
    notDeepEqual: deep(true, false),
    notDeepStrictEqual: deep(true, false),
    throws,
    rejects,
    doesNotThrow: (run: () => unknown) => void run(),
    match,
    fail: (message?: unknown) => fail(message, 'failed'),
  };
  const loose = {
    ...strict,
    equal: (left: unknown, right: unknown, message?: unknown) =>
      check(isSame(left, right), message, left, '!=', right),
    notEqual: (left: unknown, right: unknown, message?: unknown) =>
      check(!isSame(left, right), message, left, '==', right),
    deepEqual: deep(false, true),
    notDeepEqual: deep(false, false),
  };
  const callable = (truth?: unknown, message?: unknown) => ok(truth, message);
  const strictly = Object.assign((truth?: unknown, message?: unknown) => ok(truth, message), strict);
  return Object.assign(callable, loose, { strict: strictly });
};
