/** The value that a text states, where it states one as `name = value` or `expression = value`. */
export type ValueSide = {
  /** What stands before the last equals sign; null when there is none. */
  readonly name: string | null;
  /** True when that is a name only, not an expression. */
  readonly isName: boolean;
  readonly value: string;
};

/** The last side of a chain of equals signs, before any "approximately". Inequalities are left alone. */
export const valueSide = (text: string): ValueSide => {
  const exact = text.split('\u2248', 1)[0] ?? text;
  const last = exact.lastIndexOf('=');
  if (last === -1 || '<>!:~'.includes(exact[last - 1] ?? ' ')) {
    return { name: null, isName: false, value: exact === '' ? text : exact.trim() };
  }
  const name = exact.slice(0, last).trim();
  return {
    name,
    isName: /^[A-Za-z](?:_?\{?\w\}?)?$|^[A-Za-z]{2,20}$/.test(name),
    value: exact.slice(last + 1).trim(),
  };
};
