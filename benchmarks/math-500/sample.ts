import type { Row, Sample } from '../../src/core/index.ts';
import { integerText, text } from '../../src/dataset/index.ts';
import { groupsOf } from '../math/groups.ts';

/** A row as PRM800K keeps it: the gold has a field of its own, the level is a number. */
export const toSample = (row: Row): Sample => ({
  id: text(row, 'unique_id'),
  input: text(row, 'problem'),
  target: text(row, 'answer'),
  groups: groupsOf(text(row, 'subject'), integerText(row, 'level')),
});
