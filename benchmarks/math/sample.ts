import { EurusError, type Row, type Sample } from '../../src/core/index.ts';
import { integerText, rowName, text } from '../../src/dataset/index.ts';
import { mathBox } from './box.ts';
import { groupsOf } from './groups.ts';

/** A row as ToRA keeps it: `target` is what the solution boxes last. */
export const toSample = (row: Row): Sample => ({
  id: integerText(row, 'idx'),
  input: text(row, 'problem'),
  target: goldOf(row),
  groups: groupsOf(text(row, 'type'), /^Level (\d)$/.exec(text(row, 'level'))?.[1] ?? null),
});

/** Some solutions box several answers one after the other; the protocol takes the last. */
const goldOf = (row: Row): string => {
  const gold = mathBox(text(row, 'solution'));
  if (gold.found) return gold.value;
  throw new EurusError('DATA_FIELD', `${rowName(row)}: the solution boxes no answer: ${gold.why}`, {
    hint: 'The data file is not the one this benchmark was written for; "eurus-eval data verify" checks it.',
  });
};
