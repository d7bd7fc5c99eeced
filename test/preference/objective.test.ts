import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  implicitRewards,
  marginOf,
  objectiveTerms,
  softplus,
  ultraInteractLoss,
} from '../../src/preference/index.ts';
import { describeWith } from '../support/requires.ts';

const most = Number.MAX_VALUE;

describe('softplus', () => {
  const cases: readonly (readonly [number, number])[] = [
    [0, Math.LN2],
    [1, 1.3132616875182228],
    [-1, 0.31326168751822286],
    // e^-x to the last digit, where 1 + e^-x is 1.
    [-40, 4.248354255291589e-18],
    [-700, 9.85967654375977e-305],
    [40, 40],
    [1e308, 1e308],
    [-1e308, 0],
    [most, most],
    [-most, 0],
  ];
  for (const [x, value] of cases) {
    it(`of ${x} is ${value}`, () => {
      if (value === 0 || Math.abs(value) > 1e300) expect(softplus(x)).toBe(value);
      else expect(Math.abs(softplus(x) / value - 1)).toBeLessThan(1e-14);
    });
  }
});

describe('the terms of the objective', () => {
  it('are those of a case computed by hand', () => {
    // σ(2) = 0.8807970779778823, σ(1) = 0.7310585786300049
    const terms = objectiveTerms({ chosen: 1, rejected: -1 });
    expect(terms.bt).toBeCloseTo(-Math.log(0.8807970779778823), 15);
    expect(terms.dr).toBeCloseTo(-2 * Math.log(0.7310585786300049), 15);
    expect(ultraInteractLoss(terms)).toBeCloseTo(0.12692801104297263 + 0.6265233750364457, 15);
  });

  it('are log 2 a term where all rewards are 0', () => {
    expect(objectiveTerms({ chosen: 0, rejected: 0 })).toEqual({ bt: Math.LN2, dr: 2 * Math.LN2 });
  });

  const extremes: readonly (readonly [number, number, number, number])[] = [
    // chosen, rejected, L_BT, L_DR
    [1e308, -1e308, 0, 0],
    [-1e308, 1e308, most, most],
    [1e308, 1e308, Math.LN2, 1e308],
    [-1e308, -1e308, Math.LN2, 1e308],
    [1e308, 0, 0, Math.LN2],
    [0, 1e308, 1e308, 1e308],
    [800, 0, 0, Math.LN2],
    [0, 800, 800, 800 + Math.LN2],
  ];
  for (const [chosen, rejected, bt, dr] of extremes) {
    it(`stay numbers at ${chosen} and ${rejected}`, () => {
      const terms = objectiveTerms({ chosen, rejected });
      expect(terms).toEqual({ bt, dr });
      expect(Number.isFinite(ultraInteractLoss(terms))).toBe(true);
      expect(Number.isFinite(marginOf({ chosen, rejected }))).toBe(true);
    });
  }

  it('of implicit rewards begin with the loss of DPO', () => {
    const rewards = implicitRewards({ chosen: -10, rejected: -12 }, { chosen: -11, rejected: -10 }, 0.1);
    expect(rewards.chosen).toBeCloseTo(0.1, 15);
    expect(rewards.rejected).toBeCloseTo(-0.2, 15);
    // −log σ(β ((−10 + 11) − (−12 + 10)))
    expect(objectiveTerms(rewards).bt).toBeCloseTo(-Math.log(1 / (1 + Math.exp(-0.3))), 14);
  });
});

const program = `
import json, sys
from decimal import Decimal, getcontext
getcontext().prec = 120
def loss(x):  # -log sigmoid(x)
    return (1 + (-x).exp()).ln()
for chosen, rejected in json.load(sys.stdin):
    c, r = Decimal(chosen), Decimal(rejected)
    print(float(loss(c - r)), float(loss(c) + loss(-r)))
`;
const python = spawnSync('python3', ['-c', 'import decimal']).status === 0;

describeWith('python3', python)('the terms agree with 120 digits of Python', () => {
  it('over rewards of all sizes', () => {
    const sizes = [0, 1e-12, 0.003, 0.7, 1, 5.5, 37, 90];
    const signed = sizes.flatMap(x => (x === 0 ? [0] : [x, -x]));
    const pairs = signed.flatMap(chosen => signed.map(rejected => [chosen, rejected] as const));
    const { stdout, stderr } = spawnSync('python3', ['-c', program], {
      input: JSON.stringify(pairs),
      encoding: 'utf8',
    });
    const lines = stdout.trim().split('\n');
    expect(lines.length, stderr).toBe(pairs.length);
    for (const [at, [chosen, rejected]] of pairs.entries()) {
      const [bt = 0, dr = 0] = (lines[at] ?? '').split(' ').map(Number);
      const terms = objectiveTerms({ chosen, rejected });
      // The difference of two doubles is rounded: e to it is off by as much, relatively.
      const tolerance = 4e-15 + Number.EPSILON * (Math.abs(chosen) + Math.abs(rejected));
      expect(Math.abs(terms.bt - bt)).toBeLessThanOrEqual(tolerance * bt);
      expect(Math.abs(terms.dr - dr)).toBeLessThanOrEqual(tolerance * dr);
    }
  });
});
