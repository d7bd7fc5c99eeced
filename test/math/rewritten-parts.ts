/** A change of an answer; null where it does not apply. */
export type Change = {
  readonly name: string;
  /** Whether the value stays the same. */
  readonly keeps: boolean;
  readonly make: (gold: string) => string | null;
};

export type Make = (match: readonly string[]) => string | null;

export const when =
  (pattern: RegExp, make: Make) =>
  (gold: string): string | null => {
    const match = pattern.exec(gold);
    return match === null ? null : make([...match].map(group => group ?? ''));
  };

export const keeping = (name: string, make: Change['make']): Change => ({ name, keeps: true, make });
export const altering = (name: string, make: Change['make']): Change => ({ name, keeps: false, make });

export const integer = /^(-?)(\d+)$/;
export const fraction = /^(-?)\\[dt]?frac\{(\d+)\}\{(\d+)\}$/;
export const decimal = /^(-?)(\d*)\.(\d+)$/;
export const thousands = /^\d{1,3}(?:,\\!\d{3})+$/;
export const root = /^(-?)(\d*)\\sqrt\{(\d+)\}$/;
export const piMultiple = /^(\d+) ?\\pi$/;
export const complex = /^(-?\d+) ?([-+]) ?(\d*)i$/;
export const degrees = /^(\d+)\^(?:\\circ|\{\\circ\})$/;
export const percent = /^([\d.]+) ?\\%$/;
export const money = /^\\\$ ?([\d.]+)$/;
export const withUnit = /^([\d.]+) ?\\(?:text|mbox)\{ [a-z ]+\}$/;
export const based = /^(-?[\dA-F.]+)_\{?(\d+)\}?$/;
export const words = /^\\text\{([A-Za-z ]+)\}$/;
export const pair = /^(?:\\left)?([([])([^,()[\]]+),([^,()[\]]+?)(?:\\right)?([)\]])$/;
export const list = /^([^,()[\]{}\\$]+)(?:,([^,()[\]{}\\$]+))(?:,([^,()[\]{}\\$]+))?$/;
export const matrix = /^\\begin\{pmatrix\}(.*)\\end\{pmatrix\}$/;
export const equation = /^([^=<>]+)=([^=<>]+)$/;
export const polynomial = /^(?=[^a-z]*([a-z]))(?:[-+\d ^{}]|\1)+$/;

/** The terms of a sum with their signs: `2x^2 - 3` → `+2x^2`, `-3`. */
export const termsOf = (sum: string): readonly string[] =>
  (sum.replace(/ /g, '').match(/(?:^|[-+])(?:\^\{-|[^-+])+/g) ?? []).map(term =>
    /^[-+]/.test(term) ? term : `+${term}`,
  );
export const joined = (terms: readonly string[]): string => terms.join('').replace(/^\+/, '');

/** Members of what a pair or list says, trimmed. */
export const trimmed = (texts: readonly string[]): readonly string[] =>
  texts.map(text => text.trim()).filter(text => text !== '');

export const raised = (digit: string): string => String((Number(digit) + 1) % 10);
export const isUnbalanced = (text: string): boolean => text.split('{').length !== text.split('}').length;
export const isPlainSum = (text: string): boolean =>
  !isUnbalanced(text) && /^[-+\d a-z^{}\\]+$/.test(text) && !/\\(?!sqrt|frac|pi)/.test(text);
