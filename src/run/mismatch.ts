import { EurusError, isObject } from '../core/index.ts';
import { canonicalJson } from './canonical.ts';
import { type Change, namesOf, tableOf } from './change-table.ts';

/** The leaves in which two JSON values differ; what is not there is the same as `null`. */
export const changes = (of: string | null, before: unknown, now: unknown, field = ''): readonly Change[] => {
  if (canonicalJson(before ?? null) === canonicalJson(now ?? null)) return [];
  if (!isObject(before) || !isObject(now)) return [{ field, of, before, now }];
  const fields = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...fields].flatMap(name =>
    changes(of, before[name], now[name], field === '' ? name : `${field} ${name}`),
  );
};

/** An error with a table of what differs, for people who may not know what a manifest is. */
export const mismatch = (directory: string, found: readonly Change[], hint = usualHint): EurusError => {
  const what = listed(namesOf(found));
  return new EurusError('RUN_MISMATCH', `${directory} holds another run: it differs in ${what}`, {
    details: tableOf(found),
    hint,
  });
};

const usualHint =
  'Give the command the settings it had, or begin anew with another --run-name (--out for recorded files).';

export const listed = (names: readonly string[]): string => {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
};
