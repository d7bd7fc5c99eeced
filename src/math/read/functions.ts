import type { FunctionName } from './ast.ts';

/** Names of functions as they stand in LaTeX commands and plain text. */
export const functionNames: ReadonlyMap<string, FunctionName> = new Map([
  ['sin', 'sin'],
  ['cos', 'cos'],
  ['tan', 'tan'],
  ['tg', 'tan'],
  ['cot', 'cot'],
  ['ctg', 'cot'],
  ['sec', 'sec'],
  ['csc', 'csc'],
  ['cosec', 'csc'],
  ['arcsin', 'arcsin'],
  ['arccos', 'arccos'],
  ['arctan', 'arctan'],
  ['arccot', 'arccot'],
  ['arcsec', 'arcsec'],
  ['arccsc', 'arccsc'],
  ['asin', 'arcsin'],
  ['acos', 'arccos'],
  ['atan', 'arctan'],
  ['sinh', 'sinh'],
  ['cosh', 'cosh'],
  ['tanh', 'tanh'],
  ['exp', 'exp'],
  ['ln', 'ln'],
  ['log', 'log'],
  ['lg', 'log'],
  ['sqrt', 'sqrt'],
  ['abs', 'abs'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['gcd', 'gcd'],
  ['lcm', 'lcm'],
  ['max', 'max'],
  ['min', 'min'],
  ['Re', 're'],
  ['Im', 'im'],
]);

/** Their inverse, for a power of -1. */
export const inverses: ReadonlyMap<FunctionName, FunctionName> = new Map([
  ['sin', 'arcsin'],
  ['cos', 'arccos'],
  ['tan', 'arctan'],
  ['cot', 'arccot'],
  ['sec', 'arcsec'],
  ['csc', 'arccsc'],
]);

/** Functions of several values. */
export const listFunctions: ReadonlySet<FunctionName> = new Set(['gcd', 'lcm', 'max', 'min']);

/** Greek letters and other names of variables, as commands. */
export const letterCommands: ReadonlySet<string> = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma tau ' +
    'upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar aleph nabla partial'
  ).split(' '),
);

/** Greek letters as characters. */
export const letterSigns: ReadonlyMap<string, string> = new Map([
  ['α', 'alpha'],
  ['β', 'beta'],
  ['γ', 'gamma'],
  ['δ', 'delta'],
  ['ε', 'epsilon'],
  ['θ', 'theta'],
  ['λ', 'lambda'],
  ['μ', 'mu'],
  ['ρ', 'rho'],
  ['σ', 'sigma'],
  ['τ', 'tau'],
  ['φ', 'phi'],
  ['ω', 'omega'],
  ['π', 'pi'],
]);
