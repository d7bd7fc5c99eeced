import { type Address, addressOf, EurusError } from '../core/index.ts';
import type { PlannedTask } from './plan.ts';
import { quoted, visible } from './quote.ts';

/**
 * Refuses a record that stands in a file of another task, or whose key is not that of its sample and trial: both would
 * pair a verdict with an answer it is not about.
 * @param at `file:line`
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const refuseMisplaced = (record: Address, { task, name }: PlannedTask, at: string): void => {
  const { benchmark, protocolName } = task;
  if (record.benchmark === benchmark.id && record.protocol === protocolName) {
    refuseWrongKey(record, at);
    return;
  }
  const of = visible(`${record.benchmark}.${record.protocol}`);
  throw new EurusError('RECORDS_UNREADABLE', `${at}: the record is of ${of}, expected ${name}`, { hint });
};

/** @throws EurusError `RECORDS_UNREADABLE` for a key that its own parts do not give */
export const refuseWrongKey = ({ key, benchmark, protocol, id, trial }: Address, at: string): void => {
  const right = addressOf(benchmark, protocol, id, trial).key;
  if (key === right) return;
  throw new EurusError('RECORDS_UNREADABLE', `${at}: the key is ${quoted(key)}, expected ${quoted(right)}`, {
    hint,
  });
};

const hint = 'Remove the line: what it held is done anew.';
