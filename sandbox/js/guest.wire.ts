/**
 * Values between the two isolates, as JSON that decodes to exact plain data. Neither side ever evaluates text or
 * sees an object of the other; what is not plain data travels as a number (a handle).
 */
export class WireError extends Error {}

/** What JSON can hold; an object has exactly one key, its tag. */
export type Tree = null | boolean | number | string | readonly Tree[] | { readonly [tag: string]: Tree };

const MAX_DEPTH = 100;
const MAX_NODES = 1_000_000;
const MAX_FRAME_CHARS = 8 * 1024 * 1024;

const numberTree = (value: number): Tree =>
  Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : { n: Object.is(value, -0) ? '-0' : String(value) };

const isPlainObject = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const isIterator = (value: object): boolean =>
  Symbol.iterator in value && 'next' in value && typeof value.next === 'function';

const byteArrays = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;
type NumberArray = InstanceType<(typeof byteArrays)[keyof typeof byteArrays]>;
const arrayName = (value: object) =>
  (Object.keys(byteArrays) as (keyof typeof byteArrays)[]).find(name => value instanceof byteArrays[name]);

/**
 * Makes a function that turns a value into a tree.
 * @param handle is asked for everything that is no plain data; its answer stands in the tree
 * @param isHandle tells what goes to `handle` whatever it looks like
 */
export const makeEncoder = (
  handle: (value: object | symbol) => Tree,
  isHandle: (value: object) => boolean = () => false,
) => {
  let nodes = 0;
  const encode = (value: unknown, depth: number): Tree => {
    if (++nodes > MAX_NODES) throw new WireError(`a value of more than ${MAX_NODES} parts`);
    if (depth > MAX_DEPTH) throw new WireError(`a value nested more than ${MAX_DEPTH} levels deep`);
    switch (typeof value) {
      case 'undefined':
        return { u: null };
      case 'boolean':
      case 'string':
        return value;
      case 'number':
        return numberTree(value);
      case 'bigint':
        return { i: value.toString(16) };
      case 'symbol':
        return handle(value);
    }
    return typeof value === 'object' || typeof value === 'function'
      ? value && encodeObject(value, depth + 1)
      : null;
  };
  const encodeAll = (values: Iterable<unknown>, depth: number): Tree => {
    const trees: Tree[] = [];
    for (const value of values) trees.push(encode(value, depth));
    return trees;
  };
  const encodeObject = (value: object, depth: number): Tree => {
    if (typeof value === 'function' || isHandle(value)) return handle(value);
    if (Array.isArray(value)) {
      const trees: Tree[] = [];
      for (let index = 0; index < value.length; index++) trees.push(encode(value[index], depth));
      return trees;
    }
    if (value instanceof Map) return { M: encodeAll([...Map.prototype.entries.call(value)], depth) };
    if (value instanceof Set) return { S: encodeAll(Set.prototype.values.call(value), depth) };
    if (value instanceof Date) return { D: numberTree(Date.prototype.getTime.call(value)) };
    if (value instanceof RegExp) return { R: [value.source, value.flags] };
    const typed = arrayName(value);
    if (typed !== undefined) return { T: [typed, encodeAll([...(value as NumberArray)], depth)] };
    if (isIterator(value)) return { g: encodeAll(value as Iterable<unknown>, depth) };
    if (!isPlainObject(value)) return handle(value);
    const fields = value as Readonly<Record<string, unknown>>;
    // An own valueOf, toJSON or then would be asked when somebody merely looks at the object.
    if (Object.values(fields).some(item => typeof item === 'function')) return handle(value);
    return { o: Object.keys(fields).map((key): Tree => [key, encode(fields[key], depth)]) };
  };
  return (value: unknown): Tree => {
    nodes = 0;
    return encode(value, 0);
  };
};

const textOf = (tree: Tree): string => {
  if (typeof tree !== 'string') throw new WireError('a text that is none');
  return tree;
};
const listOf = (tree: Tree | undefined): readonly Tree[] => {
  if (!Array.isArray(tree)) throw new WireError('a list that is none');
  return tree as readonly Tree[];
};
const pairOf = (tree: Tree): readonly [Tree, Tree] => {
  const [first, second, ...more] = listOf(tree);
  if (first === undefined || second === undefined || more.length > 0)
    throw new WireError('a pair that is none');
  return [first, second];
};

/**
 * Makes a function that turns a tree into a value.
 * @param handle is given what stands under the tag `h`, `name` what stands under `y`
 */
export const makeDecoder = (handle: (payload: Tree) => unknown, name: (name: string) => unknown) => {
  const builders: Readonly<Record<string, (payload: Tree) => unknown>> = {
    u: () => undefined,
    n: payload => Number(textOf(payload)),
    i: payload => {
      const text = textOf(payload);
      return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
    },
    M: payload => new Map(listOf(payload).map(item => listOf(item).map(decode) as [unknown, unknown])),
    S: payload => new Set(listOf(payload).map(decode)),
    D: payload => new Date(decode(payload) as number),
    R: payload => {
      const [source, flags] = pairOf(payload).map(textOf);
      return new RegExp(source ?? '', flags);
    },
    T: payload => {
      const [kind, items] = pairOf(payload);
      const made = Object.entries(byteArrays).find(([known]) => known === kind)?.[1];
      if (made === undefined) throw new WireError('an array of an unknown type');
      return made.from(listOf(items).map(decode) as number[]);
    },
    g: payload => listOf(payload).map(decode)[Symbol.iterator](),
    o: payload => {
      const made = {};
      for (const item of listOf(payload)) {
        const [key, tree] = pairOf(item);
        const value = decode(tree);
        if (typeof value === 'function') throw new WireError('an object with functions as plain data');
        // Never an assignment: a key may be __proto__.
        const options = { value, writable: true, enumerable: true, configurable: true };
        Object.defineProperty(made, textOf(key), options);
      }
      return made;
    },
    h: handle,
    y: payload => name(textOf(payload)),
  };
  const decode = (tree: Tree): unknown => {
    if (tree === null || typeof tree !== 'object') return tree;
    if (Array.isArray(tree)) return tree.map(decode);
    const [tag, ...more] = Object.keys(tree);
    if (tag === undefined || more.length > 0 || !Object.hasOwn(builders, tag))
      throw new WireError('a value of an unknown kind');
    return builders[tag]?.((tree as Readonly<Record<string, Tree>>)[tag] ?? null);
  };
  return decode;
};

/** The text of a tree, bounded in size. */
export const dump = (tree: Tree): string => {
  const text = JSON.stringify(tree);
  if (text.length > MAX_FRAME_CHARS)
    throw new WireError(`a value of more than ${MAX_FRAME_CHARS} characters`);
  return text;
};

const standard: Readonly<Record<string, unknown>> = {
  Array,
  BigInt,
  Boolean,
  Date,
  Error,
  Map,
  Number,
  Object,
  RangeError,
  RegExp,
  Set,
  String,
  Symbol,
  TypeError,
  isFinite,
  isNaN,
  parseFloat,
  parseInt,
  'Math.abs': Math.abs,
  'Math.ceil': Math.ceil,
  'Math.floor': Math.floor,
  'Math.max': Math.max,
  'Math.min': Math.min,
  'Math.round': Math.round,
  'Math.sqrt': Math.sqrt,
};

/** Functions that both sides have, by name, and the other way round. */
export const standardFunction = (name: string): unknown => {
  if (!Object.hasOwn(standard, name)) throw new WireError('a function of an unknown name');
  return standard[name];
};
export const standardName = (value: unknown): string | undefined =>
  Object.keys(standard).find(name => standard[name] === value);
