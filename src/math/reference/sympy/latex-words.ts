import type { FunctionName } from '../../read/ast.ts';
import { isCommand, isSign, type LatexCursor, peek } from './latex-cursor.ts';
import type { LatexToken } from './latex-tokens.ts';

/** Commands that make a relation of two sums. */
export const relationCommands = ['neq', 'leq', 'le', 'leqq', 'leqslant', 'geq', 'ge', 'geqq', 'geqslant'];

/** Functions of one argument, by the command that stands for them. */
export const functionNames: ReadonlyMap<string, FunctionName> = new Map([
  ...(
    [
      'exp',
      'sin',
      'cos',
      'tan',
      'csc',
      'sec',
      'cot',
      'arcsin',
      'arccos',
      'arctan',
      'arccsc',
      'arcsec',
      'arccot',
    ] as const
  ).map(name => [name, name] as const),
  ...(['sinh', 'cosh', 'tanh'] as const).map(name => [name, name] as const),
  ['log', 'ln'],
  ['ln', 'ln'],
  ['lg', 'log'],
]);

/** Commands that are neither names nor functions of one argument. */
export const otherCommands = [
  'lim',
  'int',
  'sum',
  'prod',
  'arsinh',
  'arcosh',
  'artanh',
  'overline',
  'mathit',
  'langle',
];
/** Commands that no factor begins with. */
const closingCommands = [
  'rangle',
  'rfloor',
  'rceil',
  'to',
  'rightarrow',
  'Rightarrow',
  'longrightarrow',
  'Longrightarrow',
];

/** True for a token that can begin a factor of a product without a sign. */
export const startsFactor = (token: LatexToken): boolean => {
  if (token.kind === 'letter' || token.kind === 'digit' || token.kind === 'differential') return true;
  if (token.kind === 'sign') return ['(', '[', '{', '\\{', '|', '\\left|'].includes(token.text);
  return (
    token.kind === 'command' &&
    !isCommand(token, ...relationCommands, ...closingCommands, 'times', 'cdot', 'div')
  );
};

/** True where a call begins: of a letter, or of a command. */
export const startsFunction = (cursor: LatexCursor): boolean => {
  const token = peek(cursor);
  if (token.kind === 'letter') return isSign(peek(cursor, 1), '(');
  return isCommand(token, ...functionNames.keys(), ...otherCommands, 'sqrt', 'overline');
};
