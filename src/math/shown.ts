import { multiply, rationalText } from './rational.ts';
import type { Node } from './read/ast.ts';
import { exactValue } from './value/exact.ts';

/** A text as a reason quotes it. */
export const quoted = (text: string): string => `"${shortened(text)}"`;

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 77)}...`);

/** A plain number as a reason writes it, in lowest terms; null for anything else. */
export const numberText = (node: Node): string | null => {
  if (node.kind === 'based') return shortened(`${node.digits} (base ${node.base})`);
  const value = exactValue(node, new Map(), { steps: 100, depth: 100, deadlineMs: Number.POSITIVE_INFINITY });
  if (value === null || node.kind === 'ratio') return null;
  const percentage = node.kind === 'percent' || (node.kind === 'negative' && node.of.kind === 'percent');
  const hundred = { numerator: 100n, denominator: 1n };
  return shortened(percentage ? `${rationalText(multiply(value, hundred))} %` : rationalText(value));
};
