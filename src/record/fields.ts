/**
 * Where some top-level fields of a JSON object stand in bytes, found without decoding the rest: texts of megabytes cost
 * a search for their closing quote. One line at a time: what is found holds until the next call of `scan`.
 */
export type FieldScanner<Name extends string> = {
  /** False when the bytes are no JSON object as far as was looked; the values of fields are not judged. */
  scan(bytes: Buffer, start: number, end: number): boolean;
  has(name: Name): boolean;
  /** The first byte of a value, by which its kind is known; 0 when the field is missing. */
  kind(name: Name): number;
  /** A text, or null where the value is none. */
  text(name: Name): string | null;
  /** The start of a text with at most so many bytes of it looked at, and whether that is all; null where it is none. */
  textStart(name: Name, maxBytes: number): { readonly text: string; readonly whole: boolean } | null;
  /** A finite number, or null where the value is none. */
  number(name: Name): number | null;
  /** A value of any kind, decoded; undefined when the field is missing or damaged. */
  value(name: Name): unknown;
  /** The value as it stands in the file, decoded as UTF-8 only; '' when the field is missing. */
  raw(name: Name): string;
};

const quote = 0x22;
const backslash = 0x5c;

export const fieldScanner = <const Name extends string>(names: readonly Name[]): FieldScanner<Name> => {
  const slots = new Map<string, number>(names.map((name, slot) => [name, slot]));
  const encoded = names.map(name => Buffer.from(name, 'utf8'));
  const from = new Int32Array(names.length);
  const to = new Int32Array(names.length);
  let bytes: Buffer = Buffer.alloc(0);

  const slotOf = (start: number, end: number): number => {
    for (let slot = 0; slot < encoded.length; slot += 1) {
      const name = encoded[slot];
      if (name === undefined || name.length !== end - start || name[0] !== bytes[start]) continue;
      if (bytes.compare(name, 0, name.length, start, end) === 0) return slot;
    }
    return -1;
  };
  const startOf = (name: Name): number => from[slots.get(name) ?? -1] ?? 0;
  const endOf = (name: Name): number => to[slots.get(name) ?? -1] ?? 0;
  const kind = (name: Name): number => (endOf(name) === 0 ? 0 : (bytes[startOf(name)] ?? 0));

  return {
    scan: (given, start, end) => {
      bytes = given;
      to.fill(0);
      let at = blanksEnd(bytes, start, end);
      if (bytes[at] !== 0x7b) return false;
      at = blanksEnd(bytes, at + 1, end);
      if (bytes[at] === 0x7d) return true;
      while (at < end) {
        if (bytes[at] !== quote) return false;
        const nameStart = at + 1;
        const nameEnd = closingQuote(bytes, nameStart, end);
        if (nameEnd === -1) return false;
        at = blanksEnd(bytes, nameEnd + 1, end);
        if (bytes[at] !== 0x3a) return false;
        const valueStart = blanksEnd(bytes, at + 1, end);
        const valueEnd = valueEndOf(bytes, valueStart, end);
        if (valueEnd <= valueStart) return false;
        const slot = slotOf(nameStart, nameEnd);
        if (slot !== -1) {
          from[slot] = valueStart;
          to[slot] = valueEnd;
        }
        at = blanksEnd(bytes, valueEnd, end);
        if (bytes[at] === 0x7d) return at < end && blanksEnd(bytes, at + 1, end) === end;
        if (bytes[at] !== 0x2c) return false;
        at = blanksEnd(bytes, at + 1, end);
      }
      return false;
    },
    has: name => endOf(name) !== 0,
    kind,
    text: name => (kind(name) === quote ? decoded(bytes, startOf(name) + 1, endOf(name) - 1) : null),
    textStart: (name, maxBytes) => {
      if (kind(name) !== quote) return null;
      const [start, end] = [startOf(name) + 1, endOf(name) - 1];
      const cut = end - start <= maxBytes ? end : characterEnd(bytes, start, end, maxBytes);
      const text = decoded(bytes, start, cut);
      return text === null ? null : { text: cut === end ? text : text.toWellFormed(), whole: cut === end };
    },
    number: name => {
      const value =
        endOf(name) === 0 ? Number.NaN : Number(bytes.toString('latin1', startOf(name), endOf(name)));
      return kind(name) !== quote && Number.isFinite(value) && isDigit(bytes[endOf(name) - 1]) ? value : null;
    },
    value: name => {
      try {
        return endOf(name) === 0 ? undefined : JSON.parse(bytes.toString('utf8', startOf(name), endOf(name)));
      } catch {
        return undefined;
      }
    },
    raw: name => bytes.toString('utf8', startOf(name), endOf(name)),
  };
};

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const blanksEnd = (bytes: Buffer, start: number, end: number): number => {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d || bytes[at] === 0x0a))
    at += 1;
  return at;
};

/** Up to here a closing quote is looked for byte by byte: short texts are most. */
const shortText = 48;

/** The quote that ends a text; -1 when there is none before `end`. */
const closingQuote = (bytes: Buffer, start: number, end: number): number => {
  const near = Math.min(end, start + shortText);
  let at = start;
  while (at < near) {
    const byte = bytes[at];
    if (byte === quote) return at;
    at += byte === backslash ? 2 : 1;
  }
  while (at < end) {
    const found = bytes.indexOf(quote, at);
    if (found === -1 || found >= end) return -1;
    let slashes = 0;
    // Before `at` no backslash is open: it never points into the middle of an escape.
    while (found - slashes > at && bytes[found - slashes - 1] === backslash) slashes += 1;
    if (slashes % 2 === 0) return found;
    at = found + 1;
  }
  return -1;
};

/** Where a value ends; -1 when it does not. */
const valueEndOf = (bytes: Buffer, start: number, end: number): number => {
  const first = bytes[start];
  if (first === quote) return closingQuote(bytes, start + 1, end) + 1 || -1;
  const nested = first === 0x7b || first === 0x5b;
  let depth = 0;
  let at = start;
  while (at < end) {
    const byte = bytes[at];
    if (nested && byte === quote) {
      at = closingQuote(bytes, at + 1, end);
      if (at === -1) return -1;
    } else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (!nested) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (!nested && (byte === 0x2c || byte === 0x20)) return at;
    at += 1;
  }
  return -1;
};

/** The text between two quotes; null when its escapes are damaged. */
const decoded = (bytes: Buffer, start: number, end: number): string | null => {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return null;
  }
};

/** The end of the last whole character or escape that begins within `maxBytes`. */
const characterEnd = (bytes: Buffer, start: number, end: number, maxBytes: number): number => {
  let at = start;
  while (at < end && at - start < maxBytes) {
    if (bytes[at] === backslash) at += bytes[at + 1] === 0x75 ? 6 : 2;
    else at += 1;
  }
  while (at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return Math.min(at, end);
};
