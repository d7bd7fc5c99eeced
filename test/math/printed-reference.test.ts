import { describe, expect, it } from 'vitest';
import { eurus2404Equal, eurusEqual } from '../../src/math/index.ts';

/** What the reference says, found with its own algebra system. */
describe('the Eurus comparison of what programs print', () => {
  it.each<[string, string, boolean, boolean]>([
    ['7', '7\nNone', false, false],
    ['7', '8\n7\nNone', false, false],
    ['5', '5\n6', false, false],
    // Revision E3 deletes line ends first; in LaTeX the digits are one number.
    ['56', '5\n6', true, true],
    ['5', 'None', false, false],
    ['1', 'True', false, false],
    ['9:2', '9:2', true, true],
    ['9:2', '9/2', true, true],
    ['9:2', '4.5', true, true],
    ['9:2', '18:4', true, true],
    ['9:2', '9 : 2', true, true],
    ['9:2', '2:9', false, false],
    ['9:2', '4', false, false],
    ['10:1', '10', true, true],
    ['10:1', '10:2', false, false],
    ['9:2', '9:2.', false, false],
    ['63', '** 63', false, false],
    ['5', '`5`', false, false],
    ['5', '```python\nprint(5)', false, false],
  ])('gold %j, printed %j', (gold, printed, eurus, eurus2404) => {
    expect(eurusEqual(gold, printed).equal).toBe(eurus);
    expect(eurus2404Equal(gold, printed, { twoPis: false }).equal).toBe(eurus2404);
  });

  it('leaves open what the word is multiplied with zero', () => {
    expect(eurus2404Equal('0', '0\nNone', { twoPis: false }).equal).toBe(null);
  });
});
