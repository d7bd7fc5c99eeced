/**
 * Runs the tests of a data set, which are trusted, in an isolate the candidate has never been in. The candidate is
 * reached through proxies that carry plain data only. The report of this module is the verdict: nobody else can
 * say "finished".
 */
import { createAssert } from './guest.assert.ts';
import { createTimers } from './guest.timers.ts';
import {
  dump,
  makeDecoder,
  makeEncoder,
  standardFunction,
  standardName,
  type Tree,
  WireError,
} from './guest.wire.ts';

type Facts = {
  readonly type: string;
  readonly message: string;
  readonly line: number | null;
  readonly origin: string;
};
/** Takes a question to the candidate and waits for its answer. */
type Channel = { applySyncPromise(receiver: undefined, values: [string]): string };

/** The program is over, whatever the tests do with this. */
class Ended extends Error {}

const ERRORS = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error } as const;
const MAX_MESSAGE_CHARS = 500;

let channel: Channel | null = null;
let report: { readonly outcome: string; readonly error: Facts | null } | null = null;
const raised = new WeakMap<object, Facts>();
const numbers = new WeakMap<object, number>();
const remotes = new Map<number, object>();
const timers = createTimers();
export const { nextDelayMs, fire } = timers;

const end = (type: string, message: string, origin = 'candidate', line: number | null = null): never => {
  report ??= { outcome: 'raised', error: { type, message, line, origin } };
  throw new Ended(message);
};

const encode = makeEncoder(
  value => {
    const number = typeof value === 'symbol' ? undefined : numbers.get(value);
    if (number !== undefined) return { h: number };
    const name = standardName(value);
    if (name !== undefined) return { y: name };
    throw new WireError(`the tests pass a ${typeof value}, which cannot be handed to the candidate`);
  },
  value => numbers.has(value),
);

const send = (...parts: readonly Tree[]): readonly unknown[] => {
  if (report !== null) throw new Ended();
  let text = '';
  try {
    text = channel?.applySyncPromise(undefined, [JSON.stringify(parts)]) ?? '';
  } catch {
    return end('SandboxError', 'the candidate is gone');
  }
  try {
    const reply = JSON.parse(text) as unknown;
    if (Array.isArray(reply) && typeof reply[0] === 'string') return reply;
  } catch {
    // Falls through: it is no answer.
  }
  return end('SandboxError', 'the candidate broke the protocol');
};

const read = (tree: unknown): unknown => {
  try {
    return decode(tree as Tree);
  } catch (error) {
    return end('SandboxError', `the candidate broke the protocol (${error})`);
  }
};

const errorOf = (facts: unknown, thrown: unknown): unknown => {
  const [base, type, message, line] = Array.isArray(facts) ? facts : [];
  const known = { type: clip(type), message: clip(message), line: typeof line === 'number' ? line : null };
  if (Array.isArray(thrown)) {
    const value = read(thrown[0]);
    // A thrown text or number cannot be remembered; should it end the tests, they tell of it themselves.
    if (typeof value === 'object' && value !== null) raised.set(value, { ...known, origin: 'candidate' });
    return value;
  }
  const kind = Object.entries(ERRORS).find(([name]) => name === base)?.[1] ?? Error;
  const error = new kind(known.message);
  if (error.name !== known.type)
    Object.defineProperty(error, 'name', { value: known.type, configurable: true, writable: true });
  raised.set(error, { ...known, origin: 'candidate' });
  return error;
};

const clip = (text: unknown): string => String(text).slice(0, MAX_MESSAGE_CHARS);

/** Puts a question; returns the decoded answer, or throws in the tests what the candidate threw. */
const question = (kind: string, target: object, first: unknown, values: readonly unknown[]): unknown => {
  let trees: [Tree, Tree];
  try {
    trees = [encode(first), encode(values)];
  } catch (error) {
    return end('SandboxError', clip((error as Error).message), 'sandbox');
  }
  const watched = values.some(value => typeof value === 'object' && value !== null);
  const before = watched ? dump(trees[1]) : '';
  const [status, payload, more] = send(kind, numbers.get(target) ?? -1, ...trees, before);
  switch (status) {
    case 'ok':
      if (Array.isArray(more)) copyBack(values, read(more[0]));
      return read(payload);
    case 'kept':
      return Promise.resolve(read(payload));
    case 'raised':
      throw errorOf(payload, more);
    case 'broken':
      return Promise.reject(errorOf(payload, more));
    case 'unfit':
      return end('SandboxError', `the candidate returned ${clip(payload)}`);
    default:
      return end('SandboxError', 'the candidate broke the protocol');
  }
};

/** Brings the changes a call made to its arguments into the tests' own objects. */
const copyBack = (mine: unknown, theirs: unknown): unknown => {
  if (typeof mine !== 'object' || typeof theirs !== 'object' || mine === null || theirs === null)
    return theirs;
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    for (let index = 0; index < theirs.length; index++) mine[index] = copyBack(mine[index], theirs[index]);
    mine.length = theirs.length;
  } else if (mine instanceof Map && theirs instanceof Map) {
    const merged = [...theirs].map(([key, value]) => [key, copyBack(mine.get(key), value)] as const);
    mine.clear();
    for (const [key, value] of merged) mine.set(key, value);
  } else if (mine instanceof Set && theirs instanceof Set) {
    mine.clear();
    for (const value of theirs) mine.add(value);
  } else if (ArrayBuffer.isView(mine) && ArrayBuffer.isView(theirs)) {
    (mine as Uint8Array).set(theirs as Uint8Array);
  } else if (Object.getPrototypeOf(mine) === Object.prototype) {
    const [own, other] = [mine, theirs].map(value => value as Record<string, unknown>);
    if (own === undefined || other === undefined) return theirs;
    for (const key of Object.keys(own)) if (!Object.hasOwn(other, key)) delete own[key];
    for (const key of Object.keys(other)) {
      const value = copyBack(Object.hasOwn(own, key) ? own[key] : undefined, other[key]);
      Object.defineProperty(own, key, { value, writable: true, enumerable: true, configurable: true });
    }
  } else return theirs;
  return mine;
};

/** What any object is asked without the test's doing; answered here, never by the candidate. */
const OWN_ANSWERS: readonly (string | symbol)[] = ['then', 'toJSON', 'valueOf', 'toString'];

/** The fields of an object are data, for `Object.keys`, `JSON.stringify` and comparisons by field. */
const fieldTraps = (remote: () => object): ProxyHandler<object> => ({
  ownKeys: () => {
    const keys = question('keys', remote(), undefined, []);
    return Array.isArray(keys) ? keys.map(String) : [];
  },
  getOwnPropertyDescriptor: (_base, key) => {
    const value = typeof key === 'string' ? question('get', remote(), key, []) : undefined;
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
  },
});

/** An object of the candidate. Equality is identity; it converts to nothing. */
const remoteOf = (payload: Tree): object => {
  const [number, kind] = Array.isArray(payload) ? payload : [];
  if (typeof number !== 'number' || typeof kind !== 'string') throw new WireError('a handle that is none');
  const known = remotes.get(number);
  if (known !== undefined) return known;
  const base = kind === 'function' ? function remote() {} : {};
  const remote: object = new Proxy(base, {
    get: (_base, key) => {
      if (key === Symbol.hasInstance)
        return (value: unknown) => question('instance', remote, value, []) === true;
      if (key === Symbol.toPrimitive)
        return () => {
          throw new TypeError('an object of the program is neither text nor number');
        };
      return typeof key === 'symbol' || OWN_ANSWERS.includes(key)
        ? undefined
        : question('get', remote, key, []);
    },
    set: (_base, key, value) =>
      typeof key === 'string' && question('set', remote, key, [value]) !== undefined,
    apply: (_base, receiver, values) => {
      const self =
        typeof receiver === 'object' && receiver !== null && numbers.has(receiver) ? receiver : undefined;
      return question('call', remote, self, values);
    },
    construct: (_base, values) => {
      const made = question('construct', remote, undefined, values);
      return typeof made === 'object' && made !== null
        ? made
        : end('SandboxError', 'the candidate made no object');
    },
    has: (_base, key) => typeof key === 'string' && question('get', remote, key, []) !== undefined,
    getPrototypeOf: () => null,
    ...(kind === 'function' ? {} : fieldTraps(() => remote)),
  });
  remotes.set(number, remote);
  numbers.set(remote, number);
  return remote;
};

const decode = makeDecoder(remoteOf, standardFunction);

/** Prepares the realm: what tests commonly use, and the way to the candidate. */
export const begin = (ask: Channel): void => {
  channel = ask;
  const assert = createAssert(error => error instanceof Ended);
  const quiet = () => undefined;
  const globals: Readonly<Record<string, unknown>> = {
    assert,
    require: (name: unknown) => {
      if (/^(node:)?assert$/.test(String(name))) return assert;
      if (/^(node:)?assert\/strict$/.test(String(name))) return assert.strict;
      throw new Error(`Cannot find module '${String(name)}'`);
    },
    console: {
      ...Object.fromEntries(['log', 'info', 'debug', 'warn', 'error'].map(name => [name, quiet])),
      // Elsewhere it only prints; in tests a failed assertion is a failed test.
      assert: (truth: unknown, message?: unknown) => assert.ok(truth, message),
    },
    ...timers.functions,
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
};

let entries: readonly unknown[] = [];

/**
 * Takes the candidate's values: `text` is its answer, `entryPoints` become the arguments of the tests' function,
 * the others globals. False when an entry point is missing; the report then says which.
 */
export const bind = (text: string, entryPointsJson: string): boolean => {
  try {
    const [status, tree] = JSON.parse(text) as [string, unknown];
    const pairs = status === 'ok' ? read(tree) : null;
    if (!(pairs instanceof Map)) return end('SandboxError', 'the candidate broke the protocol');
    const found = pairs as ReadonlyMap<string, unknown>;
    const entryPoints = JSON.parse(entryPointsJson) as string[];
    for (const name of entryPoints) if (!found.has(name)) end('ReferenceError', `${name} is not defined`);
    for (const [name, value] of found)
      if (!entryPoints.includes(name))
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    entries = entryPoints.map(name => found.get(name));
    return true;
  } catch (error) {
    if (report === null) tellOf(error);
    return false;
  }
};

const lineOf = (error: Error): number | null => {
  const line = /tests\.js:(\d{1,9})/.exec(String(error.stack))?.[1];
  return line === undefined ? null : Number(line);
};

const tellOf = (error: unknown): void => {
  const facts = typeof error === 'object' && error !== null ? raised.get(error) : undefined;
  const isError = error instanceof Error;
  const own = {
    type: isError ? error.name : typeof error,
    message: clip(isError ? error.message : error),
    line: isError ? lineOf(error) : null,
    origin: 'tests',
  };
  report ??= { outcome: 'raised', error: facts ?? own };
};

/** Runs the tests; what they wait for may still come after this returns. */
export const execute = (tests: (...entryPoints: readonly unknown[]) => Promise<unknown>): void => {
  tests(...entries).then(() => {
    report ??= { outcome: 'finished', error: null };
  }, tellOf);
};

/** The report as JSON; '' as long as the tests have not come to an end. */
export const result = (): string => (report === null ? '' : JSON.stringify(report));
