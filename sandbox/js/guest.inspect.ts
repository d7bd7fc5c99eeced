/** A value as `console.log` shows it, close to what Node prints. */
const MAX_DEPTH = 2;
const MAX_ITEMS = 100;
const LINE_WIDTH = 72;

const isIdentifier = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key);

const quote = (text: string): string => {
  const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') ? '`' : "'";
  const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return mark + (mark === "'" ? plain.replaceAll("'", "\\'") : plain) + mark;
};

const keyText = (key: string | symbol): string =>
  typeof key === 'symbol' ? String(key) : isIdentifier(key) ? key : quote(key);

const nameOf = (value: object): string | null => {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, 'constructor');
    if (typeof own?.value === 'function' && own.value.name !== '') return own.value.name;
  }
  return null;
};

const functionText = (value: (...values: never[]) => unknown): string => {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
  if (kind === 'class') return `[class ${value.name || '(anonymous)'}]`;
  return `[Function${value.name === '' ? ' (anonymous)' : `: ${value.name}`}]`;
};

/** Parts on one line when they fit, else a line each. */
const lay = (
  prefix: string,
  open: string,
  parts: readonly string[],
  close: string,
  indent: number,
): string => {
  const start = prefix === '' ? open : `${prefix} ${open}`;
  if (parts.length === 0) return start + close;
  const line = parts.join(', ');
  if (line.length + parts.length + start.length + indent <= LINE_WIDTH && !line.includes('\n'))
    return `${start} ${line} ${close}`;
  const margin = ' '.repeat(indent);
  return `${start}\n${parts.map(part => `${margin}  ${part}`).join(',\n')}\n${margin}${close}`;
};

const limited = (parts: string[], total: number): string[] => {
  if (total > MAX_ITEMS) parts.push(`... ${total - MAX_ITEMS} more item${total > MAX_ITEMS + 1 ? 's' : ''}`);
  return parts;
};

type Around = { readonly depth: number; readonly indent: number; readonly above: readonly object[] };

const field = (value: object, key: string | symbol, around: Around): string => {
  const own = Object.getOwnPropertyDescriptor(value, key);
  if (own?.get !== undefined) return own.set === undefined ? '[Getter]' : '[Getter/Setter]';
  if (own?.set !== undefined) return '[Setter]';
  return format(own?.value, around);
};

const fields = (value: object, skip: (key: string) => boolean, around: Around): string[] =>
  Reflect.ownKeys(value)
    .filter(key => Object.prototype.propertyIsEnumerable.call(value, key))
    .filter(key => typeof key === 'symbol' || !skip(key))
    .map(key => `${keyText(key)}: ${field(value, key, around)}`);

const arrayParts = (value: readonly unknown[], around: Around): string[] => {
  const parts: string[] = [];
  for (let index = 0; index < Math.min(value.length, MAX_ITEMS); index++)
    parts.push(index in value ? format(value[index], around) : '<empty item>');
  return limited(parts, value.length);
};

const errorText = (value: Error): string => {
  const stack = typeof value.stack === 'string' ? value.stack : `${value.name}: ${value.message}`;
  return stack.replace(/\n\s*at \(<isolated-vm boundary>\)[\s\S]*$/, '');
};

const objectText = (value: object, around: Around): string => {
  const { indent, above } = around;
  const name = nameOf(value);
  const inner = { depth: around.depth + 1, indent: indent + 2, above: [...above, value] };
  const rest = (skip: (key: string) => boolean = () => false) => fields(value, skip, inner);
  if (Array.isArray(value)) {
    const parts = [...arrayParts(value, inner), ...rest(key => /^\d+$/.test(key))];
    return lay(name === 'Array' ? '' : `${name}(${value.length})`, '[', parts, ']', indent);
  }
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]) => `${format(key, inner)} => ${format(item, inner)}`);
    return lay(`${name}(${value.size})`, '{', [...pairs, ...rest()], '}', indent);
  }
  if (value instanceof Set) {
    const items = [...value].map(item => format(item, inner));
    return lay(`${name}(${value.size})`, '{', [...items, ...rest()], '}', indent);
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const items = Array.from(value as unknown as ArrayLike<unknown>);
    return lay(`${name}(${items.length})`, '[', arrayParts(items, inner), ']', indent);
  }
  return lay(
    name === null ? '[Object: null prototype]' : name === 'Object' ? '' : name,
    '{',
    rest(),
    '}',
    indent,
  );
};

const boxed = (value: object): string | null => {
  for (const kind of [Number, String, Boolean])
    if (value instanceof kind)
      return `[${kind.name}: ${format(value.valueOf(), { depth: 0, indent: 0, above: [] })}]`;
  return null;
};

const format = (value: unknown, around: Around): string => {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return functionText(value as () => unknown);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error) return around.depth === 0 ? errorText(value) : `[${errorText(value)}]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (around.above.includes(value)) return '[Circular *1]';
  if (around.depth > MAX_DEPTH) return Array.isArray(value) ? '[Array]' : `[${nameOf(value) ?? 'Object'}]`;
  return boxed(value) ?? objectText(value, around);
};

/** One value; a text stands as it is. */
export const show = (value: unknown): string =>
  typeof value === 'string' ? value : format(value, { depth: 0, indent: 0, above: [] });

/** The arguments of a `console.log`, with its `%s`, `%d`, `%i`, `%f`, `%j`, `%o`, `%O` and `%%`. */
export const showAll = (values: readonly unknown[]): string => {
  const [first, ...rest] = values;
  if (typeof first !== 'string' || rest.length === 0 || !first.includes('%'))
    return values.map(show).join(' ');
  const directives: Readonly<Record<string, (value: unknown) => string>> = {
    s: value =>
      typeof value === 'bigint' ? `${value}n` : typeof value === 'object' ? show(value) : String(value),
    d: value => (typeof value === 'bigint' ? `${value}n` : String(Number(value))),
    i: value => String(Number.parseInt(String(value), 10)),
    f: value => String(Number.parseFloat(String(value))),
    j: value => String(JSON.stringify(value)),
    o: value => format(value, { depth: 0, indent: 0, above: [] }),
    O: value => format(value, { depth: 0, indent: 0, above: [] }),
  };
  let used = 0;
  const text = first.replace(/%([sdifjoO%])/g, (whole, kind: string) => {
    if (kind === '%') return '%';
    return used < rest.length ? (directives[kind]?.(rest[used++]) ?? whole) : whole;
  });
  return [text, ...rest.slice(used).map(show)].join(' ');
};
