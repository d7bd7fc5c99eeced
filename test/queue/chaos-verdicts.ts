import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Lines of a run's verdict files by file, without what was measured. */
const verdictsIn = (directory: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    readdirSync(join(directory, 'verdicts')).map(name => [
      name,
      readFileSync(join(directory, 'verdicts', name), 'utf8')
        .trimEnd()
        .split('\n')
        .map(withoutTimes)
        .sort(),
    ]),
  );

const withoutTimes = (line: string): string =>
  JSON.stringify(JSON.parse(line), (key, value) =>
    /^(duration|cpu|peak)_/.test(key) ? undefined : (value as unknown),
  );

/** A summary, or any other JSON text, without the times. */
export const timeless = (json: string): unknown =>
  JSON.parse(json, (key, value) => (key === 'duration_s' ? undefined : value));

/**
 * No verdict lost, none twice, each the same, and the same numbers in the end.
 * @param inOrder whether the lines stand in the same order, as those on recorded answers must
 */
export const expectSameVerdicts = (directory: string, calm: string, inOrder: boolean): void => {
  const [here, there] = [verdictsIn(directory), verdictsIn(calm)];
  expect(Object.keys(here)).toEqual(Object.keys(there));
  for (const [name, lines] of Object.entries(here)) {
    const keys = lines.map(line => JSON.parse(line).key as string);
    expect(keys.length, `${name}: a key stands in it twice`).toBe(new Set(keys).size);
    const calmLines = there[name] ?? [];
    expect(inOrder ? lines : lines.toSorted()).toEqual(inOrder ? calmLines : calmLines.toSorted());
  }
  const summary = (of: string): unknown => timeless(readFileSync(join(of, 'summary.json'), 'utf8'));
  expect(summary(directory)).toEqual(summary(calm));
};
