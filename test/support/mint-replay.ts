/** What a cell showed in a recorded episode of MINT, and what the same cell shows here. */
export type ShownTwice = {
  /** `<model>/<sample id>#<cell from 1>` */
  readonly name: string;
  readonly code: string;
  readonly recorded: string;
  readonly here: string;
};

/** Why two observations of one cell differ: a rule's name, or null where none explains it. */
export type Cause = (typeof rules)[number][0] | 'after another' | null;

/**
 * The documented differences between the recorded environment (Python 3.8, sympy and numpy of 2023, Wikipedia) and this
 * one. Each rule takes off what it names, or looks for the mark of its cause; the first that explains is the cause.
 */
const rules = [
  ['search', ({ here }) => here.includes('[wikipedia_search is not available here')],
  ['time limit', ({ recorded, here }) => [recorded, here].some(endedByLimit)],
  ['module', ({ recorded, here }) => missingModule(here) !== missingModule(recorded)],
  ['library frames', ({ recorded, here }) => sameWithoutLibraries(recorded, here, same)],
  ['numpy names', ({ recorded, here }) => same(bareNumbers(recorded), bareNumbers(here))],
  ['wording', ({ recorded, here }) => sameWithoutLibraries(recorded, here, sameButMessage)],
  ['digits', ({ recorded, here }) => sameWithoutLibraries(recorded, here, nearlySame)],
  ['newer Python', ({ recorded }) => lacksInOldPython.test(recorded)],
  ['order of sets', isOfSets],
  ['newer sympy', isNewerSympy],
] as const satisfies readonly (readonly [string, (shown: ShownTwice) => boolean])[];

/** Results whose form another version of sympy has changed, one by one. */
const reshaped: ReadonlySet<string> = new Set(['gpt-3.5-turbo-0613/math/25#3']);

/** Sympy of today refuses what it let pass, so that the error is another one; or writes the same expression otherwise. */
function isNewerSympy({ name, recorded, here }: ShownTwice): boolean {
  const inside = /\/sympy\/[\w/]+\.py/;
  return reshaped.has(name) || (inside.test(here) && !inside.test(recorded));
}

/** Texts are put into sets by hashes that differ from process to process. */
function isOfSets({ code, recorded, here }: ShownTwice): boolean {
  if (!/\bset\(|\{/.test(code)) return false;
  return (
    sameLetters(recorded, here) || (code.includes('list(set(') && isAssertion(recorded) !== isAssertion(here))
  );
}

const isAssertion = (text: string): boolean => text.includes('AssertionError');

/** After these the names of an episode hold other things than they did. */
const changesState: ReadonlySet<Cause> = new Set([
  ...(['search', 'time limit', 'module', 'newer Python', 'after another'] as const),
]);

/** The causes of the cells of one episode, in their order; equal ones are passed over. */
export const causesOf = (cells: readonly ShownTwice[]): readonly { cell: ShownTwice; cause: Cause }[] => {
  let tainted = false;
  return cells.flatMap(cell => {
    if (cell.recorded === cell.here) return [];
    const cause = rules.find(([, explains]) => explains(cell))?.[0] ?? (tainted ? 'after another' : null);
    tainted ||= changesState.has(cause);
    return [{ cell, cause }];
  });
};

const same = (one: string, other: string): boolean => one === other;

const endedByLimit = (text: string): boolean =>
  /TimeoutError|MemoryError|Timed out after|memory|time limit/.test(text);

const missingModule = (text: string): string => /ModuleNotFoundError: (.*)/.exec(text)?.[1] ?? '';

/** What Python has learnt since 3.8. */
const lacksInOldPython =
  /module 'math' has no attribute '(?:lcm|prod|comb|perm|dist|isqrt)'|gcd expected 2 arguments|'type' object is not subscriptable|unsupported operand type\(s\) for \|: 'type'/;

const cut = '...\n[Output Truncated]';

/** The parts of a text without the frames in libraries; of a text that was cut without its last, which is not whole. */
const partsOf = (text: string): readonly string[] => {
  const isCut = text.endsWith(cut);
  const parts = text.split('\n\n');
  return (isCut ? parts.slice(0, -1) : parts)
    .filter(part => !/^(?:File |\s*\[\.\.\. skipping)/.test(part))
    .map(part => part.replace(/\nFile [^\n]*\n[\s\S]*$/, ''));
};

/** Library frames are of other lengths, so that a text that was cut elsewhere is compared as far as it goes. */
const sameWithoutLibraries = (
  one: string,
  other: string,
  compare: (one: string, other: string) => boolean,
): boolean => {
  const [a, b] = [partsOf(one), partsOf(other)];
  const isCut = one.endsWith(cut) || other.endsWith(cut);
  if (!isCut && a.length !== b.length) return false;
  const length = Math.min(a.length, b.length);
  const [first, second] = [a.slice(0, length).join('\n\n'), b.slice(0, length).join('\n\n')];
  return length > 0 && compare(first, second);
};

/** `np.float64(0.5)` was `0.5` before numpy 2. */
const bareNumbers = (text: string): string =>
  text.replace(/np\.(?:float|int|complex|bool)\w*\(([^()]*)\)/g, '$1').replace(/np\.(True|False)_/g, '$1');

/** The same but for the words of the error in the last line, of the same type. */
const sameButMessage = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map(text => text.split('\n'));
  const typeOf = (lines: readonly string[] | undefined): string =>
    /^([A-Za-z]\w*(?:Error|Exception)): /.exec(lines?.at(-1) ?? '')?.[1] ?? '';
  return (
    typeOf(a) !== '' &&
    typeOf(a) === typeOf(b) &&
    same((a ?? []).slice(0, -1).join('\n'), (b ?? []).slice(0, -1).join('\n'))
  );
};

const numberPattern = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** The same text around numbers that are within a millionth of each other. */
const nearlySame = (one: string, other: string): boolean => {
  const [a, b] = [bareNumbers(one), bareNumbers(other)];
  if (
    a.replace(numberPattern, '#').replace(/\s+/g, ' ') !== b.replace(numberPattern, '#').replace(/\s+/g, ' ')
  )
    return false;
  const [x, y] = [a, b].map(text => (text.match(numberPattern) ?? []).map(Number));
  return (x ?? []).every((value, index) => {
    const its = y?.[index] ?? Number.NaN;
    return Math.abs(value - its) <= 1e-6 * Math.max(Math.abs(value), Math.abs(its)) + 1e-9;
  });
};

const sameLetters = (one: string, other: string): boolean =>
  [...one].sort().join('') === [...other].sort().join('');
