/** Commands of one sign, as pylatexenc prints them. */
const signs =
  'pi π infty ∞ cup ∪ cdot · times × cap ∩ in ∈ notin ∉ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ pm ± mp ∓ div ÷ approx ≈ equiv ≡ cong ≅ ' +
  'emptyset ∅ angle ∠ circ ∘ ldots … dots … cdots ⋯ to → rightarrow → Rightarrow ⇒ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ ' +
  'sim ∼ perp ⊥ parallel ∥ subset ⊂ subseteq ⊆ forall ∀ exists ∃ wedge ∧ vee ∨ oplus ⊕ sum ∑ prod ∏ int ∫ setminus ∖ ' +
  'alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ rho ρ sigma σ tau τ ' +
  'phi ϕ varphi φ chi χ psi ψ omega ω Delta Δ Gamma Γ Theta Θ Lambda Λ Sigma Σ Phi Φ Psi Ψ Omega Ω Pi Π ell ℓ partial ∂ nabla ∇ ' +
  "langle ⟨ rangle ⟩ lvert | rvert | mid | vert | Vert ‖ prime ' % % $ $ { { } }";

const printed = 'sin cos tan arcsin arccos arctan sinh cosh tanh log ln exp max min lim sup inf';

/** Not known to it, so that nothing is left of them, or without a sign of their own. */
const dropped =
  'left right displaystyle triangle rm bf it cal cot sec csc lg gcd det deg dim arg lt gt neg lor land degree iff implies checkmark ' +
  'bmod pmod mod big Big bigl bigr Bigl Bigr limits nolimits Re Im cfrac !';

const symbols: ReadonlyMap<string, string> = new Map([
  ...[...signs.matchAll(/(\S+) (\S+)/g)].map(([, name = '', sign = '']) => [name, sign] as const),
  ...printed.split(' ').map(name => [name, name] as const),
  ...dropped.split(' ').map(name => [name, ''] as const),
  ...[' ', ',', ';', ':'].map(name => [name, ' '] as const),
  ['quad', '  '],
  ['qquad', '    '],
]);

/** How the reference spells some of the signs. */
const spelledOut: readonly (readonly [string, string])[] = [
  ['√', 'sqrt'],
  ['π', 'pi'],
  ['∞', 'inf'],
  ['∪', 'U'],
  ['·', '*'],
  ['×', '*'],
];

/** Commands whose argument stays as it is. */
const wrappers = new Set(
  'text textbf textit textrm mathrm boxed fbox overline underline operatorname emph'.split(' '),
);

const maxDepth = 30;

type State = { readonly text: string; at: number; depth: number };

/** Thrown inside this file only. */
class Unsure extends Error {}

/**
 * The plain text that the reference makes of LaTeX: pylatexenc, then a few signs spelled out. Null where that is not
 * known here: other environments than matrices, fonts, accents, dashes, comments, commands that are not listed.
 */
export const latexToText = (text: string): string | null => {
  // It puts a space before every fraction, so that a mixed number stays readable.
  const spelled = text
    .replaceAll('\\tfrac', '\\frac')
    .replaceAll('\\dfrac', '\\frac')
    .replaceAll('\\frac', ' \\frac');
  if (/--|''|[~%#$`]/.test(spelled.replace(/\\[%$]/g, ''))) return null;
  const state: State = { text: spelled, at: 0, depth: 0 };
  try {
    const converted = run(state, false);
    if (state.at !== spelled.length) return null;
    return spelledOut.reduce((text, [sign, word]) => text.replaceAll(sign, word), converted).trim();
  } catch (thrown) {
    if (thrown instanceof Unsure) return null;
    throw thrown;
  }
};

const run = (state: State, inGroup: boolean): string => {
  if (state.depth > maxDepth) throw new Unsure();
  state.depth += 1;
  let converted = '';
  while (state.at < state.text.length) {
    const sign = state.text[state.at];
    if (sign === '}') {
      if (!inGroup) throw new Unsure();
      break;
    }
    if (sign === '&') throw new Unsure();
    converted += piece(state);
  }
  state.depth -= 1;
  return converted;
};

/** A group, a command with its arguments, or one sign. */
const piece = (state: State): string => {
  const sign = state.text[state.at] ?? '';
  if (sign === '{') return group(state);
  if (sign === '\\') return command(state);
  const plain = /[^\\{}&]+/y;
  plain.lastIndex = state.at;
  const length = plain.exec(state.text)?.[0].length ?? 1;
  state.at += length;
  return state.text.slice(state.at - length, state.at);
};

const group = (state: State): string => {
  state.at += 1;
  const inner = run(state, true);
  if (state.text[state.at] !== '}') throw new Unsure();
  state.at += 1;
  return inner;
};

const command = (state: State): string => {
  const pattern = /\\(?:([a-zA-Z]+)\s*|([\s\S]))/y;
  pattern.lastIndex = state.at;
  const match = pattern.exec(state.text);
  const name = match?.[1] ?? match?.[2];
  if (match === null || name === undefined) throw new Unsure();
  state.at += match[0].length;
  if (name === 'frac') return `${argument(state)}/${argument(state)}`;
  if (name === 'sqrt') {
    // The index of a root is dropped.
    const index = /\[[^\]{}\\]*\]\s*/y;
    index.lastIndex = state.at;
    state.at += index.exec(state.text)?.[0].length ?? 0;
    return `√(${argument(state)})`;
  }
  if (name === 'mbox') {
    argument(state);
    return '';
  }
  if (name === 'begin') return matrix(state);
  if (wrappers.has(name)) return argument(state);
  const symbol = symbols.get(name);
  if (symbol === undefined) throw new Unsure();
  return symbol;
};

/** A command as the argument of another. */
const nested = (state: State): string => {
  if (state.depth > maxDepth) throw new Unsure();
  state.depth += 1;
  const inner = command(state);
  state.depth -= 1;
  return inner;
};

/** A group or one sign. */
const argument = (state: State): string => {
  while (/\s/.test(state.text[state.at] ?? '')) state.at += 1;
  const sign = state.text[state.at];
  if (sign === undefined || sign === '}') throw new Unsure();
  if (sign === '{') return group(state);
  if (sign === '\\') return nested(state);
  state.at += 1;
  return sign;
};

/** Cells of equal width, spaces between columns, semicolons between rows. */
const matrix = (state: State): string => {
  const open = /\{([pb]?matrix|smallmatrix|array)\}\s*/y;
  open.lastIndex = state.at;
  const [head, name] = open.exec(state.text) ?? [];
  const close = state.text.indexOf(`\\end{${name}}`, state.at);
  if (head === undefined || name === 'matrix' || close === -1) throw new Unsure();
  let body = state.text.slice(state.at + head.length, close);
  if (name === 'array') {
    const columns = /^\{[clr| ]*\}/.exec(body)?.[0];
    if (columns === undefined) throw new Unsure();
    body = body.slice(columns.length);
  }
  if (body.includes('\\begin') || /\\\\\s*\[/.test(body)) throw new Unsure();
  state.at = close + `\\end{${name}}`.length;
  const rows = body.split('\\\\').map(row => row.split('&').map(cell => cellText(cell, state.depth)));
  const width = Math.max(...rows.flat().map(cell => [...cell].length));
  return `[ ${rows.map(row => row.map(cell => cell.padStart(width)).join(' ')).join('; ')} ]`;
};

const cellText = (cell: string, depth: number): string => {
  const state: State = { text: cell, at: 0, depth };
  const converted = run(state, false);
  if (state.at !== cell.length) throw new Unsure();
  return converted.trim();
};
