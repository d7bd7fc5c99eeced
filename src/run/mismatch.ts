import { EurusError, isObject } from '../core/index.ts';
import { canonicalJson } from './canonical.ts';

/** @param found what differs, each as `field: was → is` */
export const mismatch = (directory: string, found: readonly string[]): EurusError => {
  const more = found.length > 4 ? `; and ${found.length - 4} more` : '';
  return new EurusError(
    'RUN_MISMATCH',
    `${directory} holds another run (was → is): ${found.slice(0, 4).join('; ')}${more}`,
    {
      hint: 'Give the command the settings it had, or keep the new results apart with another --run-name or --out.',
    },
  );
};

/** The leaves in which two JSON values differ. */
export const differences = (name: string, was: unknown, is: unknown): readonly string[] => {
  if (canonicalJson(was) === canonicalJson(is)) return [];
  if (!isObject(was) || !isObject(is)) return [`${name}: ${shown(was)} → ${shown(is)}`];
  const fields = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...fields].flatMap(field =>
    differences(name === '' ? field : `${name} ${field}`, was[field], is[field]),
  );
};

const shown = (value: unknown): string => {
  const text = value === undefined ? 'none' : canonicalJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};
