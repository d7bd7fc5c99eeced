import { call, type Node, operation } from '../read/ast.ts';
import { type Context, different, type Outcome, outcome } from './outcome.ts';

/** Ratios in the same order and proportion; a ratio of two may stand as a fraction, but not as a decimal. */
export const compareRatios = (gold: Node, pred: Node, { compare }: Context): Outcome => {
  const [golds, preds] = [partsOf(gold), partsOf(pred)];
  if (golds === null || preds === null || golds.length !== preds.length) return different;
  const [firstGold, firstPred] = [golds[0], preds[0]];
  if (firstGold === undefined || firstPred === undefined) return different;
  const same = golds.every((part, index) => {
    const other = preds[index];
    if (other === undefined) return false;
    return compare(operation('*', part, firstPred), operation('*', other, firstGold)).equal;
  });
  // Zero against anything is no proportion.
  const zero = call('abs', { kind: 'number', value: { numerator: 0n, denominator: 1n }, literal: '0' });
  return outcome(same && !compare(zero, firstGold).equal && !compare(zero, firstPred).equal);
};

const partsOf = (node: Node): readonly Node[] | null => {
  if (node.kind === 'ratio') return node.parts;
  return node.kind === 'operation' && node.sign === '/' ? [node.left, node.right] : null;
};
