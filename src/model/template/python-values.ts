import type { Value } from './engine.ts';

const numbers: ReadonlySet<string> = new Set(['IntegerValue', 'FloatValue', 'BooleanValue']);

/** Python's `==`. */
export const equal = (left: Value, right: Value): boolean => {
  if (numbers.has(left.type) && numbers.has(right.type)) return Number(left.value) === Number(right.value);
  const [a, b] = [left.value, right.value];
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: Value, at) => equal(item, b[at] as Value));
  }
  if (a instanceof Map && b instanceof Map) {
    return (
      a.size === b.size &&
      [...a].every(([key, item]) => b.has(key) && equal(item as Value, b.get(key) as Value))
    );
  }
  return left.type === right.type && a === b;
};

/** What Python prints for a value. */
export const shown = (value: Value): string => {
  switch (value.type) {
    case 'UndefinedValue':
      return '';
    case 'NullValue':
      return 'None';
    case 'BooleanValue':
      return value.value ? 'True' : 'False';
    case 'FunctionValue':
      return '<function>';
    default:
      return isHolder(value) ? represented(value) : value.toString();
  }
};

const isHolder = ({ value }: Value): boolean => Array.isArray(value) || value instanceof Map;

/** Python's `repr`. */
const represented = (value: Value): string => {
  const held = value.value;
  if (typeof held === 'string') return quoted(held);
  if (Array.isArray(held)) {
    const items = held.map((item: Value) => represented(item)).join(', ');
    if (value.type !== 'TupleValue') return `[${items}]`;
    return held.length === 1 ? `(${items},)` : `(${items})`;
  }
  if (held instanceof Map) {
    const entries = [...held].map(([key, item]) => `${quoted(String(key))}: ${represented(item as Value)}`);
    return `{${entries.join(', ')}}`;
  }
  return value.type === 'UndefinedValue' ? 'Undefined' : shown(value);
};

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

const quoted = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\n\r\t\\]/g, character => escapes[character] ?? character);
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
};
