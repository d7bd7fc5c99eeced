import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal } from '../../src/math/index.ts';
import { fuzz } from './mutations.ts';

const digits = fc.integer({ min: 1, max: 99 });
const variable = fc.constantFrom('x', 'y', 'n', 'a');

/** Expressions as a person writes them in LaTeX. */
const expression = fc.letrec<{ any: string; leaf: string }>(tie => ({
  leaf: fc.oneof(digits.map(String), variable, fc.constantFrom('\\pi', '\\sqrt{2}', '\\frac{3}{7}', '0.25')),
  any: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `${a} + ${b}`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a}) \\cdot (${b})`),
    fc.tuple(tie('any'), digits).map(([a, b]) => `\\frac{${a}}{${b}}`),
    tie('any').map(a => `\\left(${a}\\right)^2`),
  ),
})).any;

const isEqual = (gold: string, pred: string, options = {}): boolean => equal(gold, pred, options).equal;

const runs = { numRuns: 150, seed: 7 };

describe('equality', () => {
  it('is reflexive, read and compared', () => {
    fc.assert(
      fc.property(expression, a => isEqual(a, a, { textFirst: false })),
      runs,
    );
  });

  it('is symmetric', () => {
    fc.assert(
      fc.property(expression, expression, (a, b) => isEqual(a, b) === isEqual(b, a)),
      runs,
    );
  });

  it('does not depend on the order of a sum or a product', () => {
    fc.assert(
      fc.property(expression, expression, (a, b) => isEqual(`${a} + (${b})`, `(${b}) + ${a}`)),
      runs,
    );
    fc.assert(
      fc.property(expression, expression, (a, b) => isEqual(`(${a})(${b})`, `(${b}) \\times (${a})`)),
      runs,
    );
  });

  it('does not depend on the order of a list or set', () => {
    fc.assert(
      fc.property(fc.array(expression, { minLength: 2, maxLength: 5 }), items => {
        const turned = [...items.slice(1), ...items.slice(0, 1)].join(', ');
        return isEqual(items.join(', '), turned) && isEqual(`\\{${items.join(', ')}\\}`, `\\{${turned}\\}`);
      }),
      runs,
    );
  });

  it('does not depend on wrappers and spacing', () => {
    const wrap = fc.constantFrom(
      (a: string) => `$${a}$`,
      (a: string) => `\\(${a}\\)`,
      (a: string) => `\\boxed{${a}}`,
      (a: string) => `  ${a} .`,
      (a: string) => a.replaceAll(' ', ''),
      (a: string) => a.replaceAll(' + ', ' \\; + \\, '),
      (a: string) => `{${a}}`,
    );
    fc.assert(
      fc.property(expression, wrap, (a, change) => isEqual(a, change(a))),
      runs,
    );
  });

  it('sees every changed digit and sign', () => {
    fc.assert(
      fc.property(expression, digits, digits, (a, b, c) => {
        const other = b === c ? c + 1 : c;
        return !isEqual(`${a} + ${b}`, `${a} + ${other}`) && !isEqual(`${a} + ${b}`, `${a} - ${b}`);
      }),
      runs,
    );
    fc.assert(
      fc.property(
        fc.bigInt({ min: 10n ** 20n, max: 10n ** 30n }),
        fc.integer({ min: 0, max: 19 }),
        (n, place) => {
          const changed = n ^ (1n << BigInt(place));
          return !isEqual(n.toString(), changed.toString()) && !isEqual(`0.${n}`, `0.${changed}`);
        },
      ),
      runs,
    );
  });

  it('holds the same for thousands of mutated answers, without a crash or a slow pair', () => {
    expect(fuzz({ pairs: 4000, seed: 20 }).findings).toEqual([]);
  });
});
