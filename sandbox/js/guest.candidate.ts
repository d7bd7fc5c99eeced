/**
 * What a candidate finds in its isolate beside the language, and what answers for it. All of this shares a realm
 * with hostile code, so nothing it says is believed: the host and the tests treat its answers as data.
 */
import { ABSENT } from './guest.absent.ts';
import { showAll } from './guest.inspect.ts';
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

type Print = (stream: number, text: string) => void;
type Settled = { readonly ok: boolean; readonly value: unknown };

const FLUSH_CHARS = 8192;
const MAX_MESSAGE_CHARS = 500;
const ERRORS = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error] as const;

const timers = createTimers();
const wanted = new Set<string>();
const buffers = ['', ''];
let print: Print = () => undefined;

/** Hands over what has been printed. */
export const flush = (): void => {
  for (let stream = 0; stream < 2; stream++) {
    const text = buffers[stream] ?? '';
    buffers[stream] = '';
    if (text !== '') print(stream, text);
  }
};

const write = (stream: 0 | 1, text: string): void => {
  buffers[stream] += text;
  if ((buffers[stream]?.length ?? 0) >= FLUSH_CHARS) flush();
};

const createConsole = () => {
  const counts = new Map<string, number>();
  let indent = '';
  const line = (stream: 0 | 1, values: readonly unknown[]): void => {
    const text = showAll(values);
    write(stream, `${indent}${indent === '' ? text : text.replaceAll('\n', `\n${indent}`)}\n`);
  };
  const out = (...values: unknown[]) => line(0, values);
  const error = (...values: unknown[]) => line(1, values);
  return {
    log: out,
    info: out,
    debug: out,
    dir: (value: unknown) => out(value),
    table: (value: unknown) => out(value),
    error,
    warn: error,
    trace: error,
    assert: (truth: unknown, ...values: unknown[]) => {
      if (!truth) error(...(values.length === 0 ? ['Assertion failed'] : ['Assertion failed:', ...values]));
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    group: (...values: unknown[]) => {
      if (values.length > 0) out(...values);
      indent += '  ';
    },
    groupEnd: () => {
      indent = indent.slice(2);
    },
    time: () => undefined,
    timeEnd: () => undefined,
  };
};

/** Only what a program needs to read its input as in Node; the attempt to load anything else is remembered. */
const createRequire = (stdin: string) => (name: unknown) => {
  const plain = String(name).replace(/^node:/, '');
  if (plain === 'fs') {
    return {
      readFileSync: (path: unknown) => {
        if (path === 0 || path === '/dev/stdin') return stdin;
        throw new Error(`ENOENT: no such file or directory, open '${String(path)}'`);
      },
    };
  }
  if (ABSENT.has(plain)) wanted.add(plain);
  throw new Error(`Cannot find module '${plain}'`);
};

/** Prepares the realm for a program. Shared memory, waiting on it and WebAssembly do not exist. */
export const begin = (stdin: string, printer: Print): void => {
  print = printer;
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics'])
    Reflect.deleteProperty(globalThis, name);
  const exports = {};
  const globals: Readonly<Record<string, unknown>> = {
    console: createConsole(),
    stdin,
    require: createRequire(stdin),
    module: { exports },
    exports,
    queueMicrotask: (callback: () => void) => void Promise.resolve().then(() => callback()),
    ...timers.functions,
  };
  for (const [name, value] of Object.entries(globals)) provide(name, value);
};

export const provide = (name: string, value: unknown): void => {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
};

/** Prints the value of a cell's last expression. */
export const echo = (value: unknown): void => {
  if (value !== undefined) write(0, `${showAll([value])}\n`);
};

export const { nextDelayMs, fire } = timers;

/** The first absent module that the program has really tried to load and that a message names; '' when none. */
export const missingOf = (message: string): string =>
  [...wanted].find(name => message === `Cannot find module '${name}'`) ?? '';

const objects: (object | symbol)[] = [];
const numbers = new Map<object | symbol, number>();
const encode = makeEncoder(value => {
  const shared = standardName(value);
  if (shared !== undefined) return { y: shared };
  let number = numbers.get(value);
  if (number === undefined) {
    number = objects.push(value) - 1;
    numbers.set(value, number);
  }
  return { h: [number, typeof value] };
});
const decode = makeDecoder(payload => objects[Number(payload)], standardFunction);

let pending: Settled | null = null;

const textOf = (read: () => unknown): string => {
  try {
    return String(read()).slice(0, MAX_MESSAGE_CHARS);
  } catch {
    return 'an error without a readable text';
  }
};

const lineOf = (error: Error): number | null => {
  const line = /(?:program|cell-\d{1,6})\.js:(\d{1,9})/.exec(textOf(() => error.stack))?.[1];
  return line === undefined ? null : Number(line);
};

/** `raised`, facts of the error, and the thrown value itself when it is plain data. */
const failure = (error: unknown): string => {
  if (error instanceof WireError) return dump(['unfit', textOf(() => error.message)]);
  const isError = error instanceof Error;
  const base = isError ? ERRORS.find(kind => error instanceof kind)?.name : '';
  const facts = [
    base ?? 'Error',
    textOf(() => (isError ? error.name : typeof error)),
    textOf(() => (isError ? error.message : showAll([error]))),
    isError ? lineOf(error) : null,
  ];
  let thrown: Tree = null;
  try {
    if (!isError) thrown = [encode(error)];
  } catch {
    thrown = null;
  }
  return dump(['raised', facts, thrown]);
};

const answerText = (value: unknown, values: unknown, before: string): string => {
  const result = encode(value);
  if (before === '') return dump(['ok', result, null]);
  const after = encode(values);
  return dump(['ok', result, dump(after) === before ? null : [after]]);
};

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

const perform = (kind: string, target: unknown, rest: readonly unknown[]): unknown => {
  const holder = target as Readonly<Record<string, unknown>>;
  const [first, second] = rest;
  switch (kind) {
    case 'get':
      return holder[String(first)];
    case 'set':
      return Reflect.set(target as object, String(first), (second as unknown[])[0]);
    case 'keys':
      return Object.keys(target as object);
    case 'call':
      return Reflect.apply(target as () => unknown, first, second as unknown[]);
    case 'construct':
      return Reflect.construct(target as new () => unknown, second as unknown[]);
    case 'instance':
      return first instanceof (target as new () => unknown);
    default:
      throw new WireError('a question of an unknown kind');
  }
};

/** Answers a question of the tests: `[kind, handle, …, arguments before]`. `~`: the answer is a promise yet. */
export const answer = (text: string): string => {
  try {
    const [kind, number, first, second, before] = JSON.parse(text) as [string, number, Tree, Tree, string];
    const target = objects[number];
    const values = decode(second);
    const result = perform(kind, target, [decode(first), values]);
    if (!isPromise(result)) return answerText(result, values, before);
    pending = null;
    Promise.prototype.then.call(
      result,
      value => {
        pending = { ok: true, value };
      },
      error => {
        pending = { ok: false, value: error };
      },
    );
    return '~';
  } catch (error) {
    return failure(error);
  }
};

/** The answer of the promise; '' as long as it waits. */
export const settled = (): string => {
  if (pending === null) return '';
  const { ok, value } = pending;
  try {
    return ok ? dump(['kept', encode(value), null]) : failure(value).replace('raised', 'broken');
  } catch (error) {
    return failure(error);
  }
};

/** The candidate's values of the asked names: from its own scope, or exported. */
export const bind = (
  namesJson: string,
  found: Readonly<Record<string, unknown>>,
  exports: Readonly<Record<string, unknown>> | undefined,
): string => {
  const exported = (globalThis as unknown as { module?: { exports?: Readonly<Record<string, unknown>> } })
    .module;
  const pairs: Tree[] = [];
  try {
    for (const name of JSON.parse(namesJson) as string[]) {
      const value = found[name] ?? exports?.[name] ?? exported?.exports?.[name];
      if (value !== undefined) pairs.push([name, encode(value)]);
    }
    return dump(['ok', { M: pairs }, null]);
  } catch (error) {
    return failure(error);
  }
};
