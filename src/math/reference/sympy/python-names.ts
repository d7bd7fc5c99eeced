import { type FunctionName, type Node, symbol } from '../../read/ast.ts';

/** Functions of one argument, by their name. */
export const functionNames: ReadonlyMap<string, FunctionName> = new Map([
  ...(['sqrt', 'sin', 'cos', 'tan', 'exp', 'abs', 'factorial'] as const).map(name => [name, name] as const),
  ['log', 'ln'],
  ['ln', 'ln'],
]);

/** Functions and classes of sympy and Python: nothing can be added to them. */
export const objects = new Set(
  (
    'N S O Q beta gamma zeta test re im sign diff limit series product plot solve power poly degree content field ring factor ' +
    'expand apart together cancel root roots roof var symbols lambdify evaluate refine ask sets Set Sum Point Line Circle Ray ' +
    'Plane Ellipse Polygon Segment Triangle Interval Range Union Matrix Integer Float Rational Symbol Function Mod Min Max Abs ' +
    'true false sum min max all any len print pow round open id hash iter next input sorted ord chr hex oct bin repr dir vars ' +
    'eval exec format divmod callable globals locals'
  ).split(' '),
);

/** Names of numbers that are followed. */
export const constants: ReadonlyMap<string, Node> = new Map([
  ['pi', symbol('pi')],
  ['E', symbol('e')],
  ['I', symbol('i')],
  ['oo', { kind: 'infinity' }],
]);

/** Names of numbers that are not followed. */
export const otherConstants = new Set([
  'zoo',
  'nan',
  'GoldenRatio',
  'EulerGamma',
  'Catalan',
  'TribonacciConstant',
]);
