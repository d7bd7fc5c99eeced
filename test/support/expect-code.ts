import { expect } from 'vitest';

/** Longest part of stderr that is told, the end of it. */
const maxChars = 4000;

/**
 * That a command ended with this exit code; what it said on stderr is told when it did not. `toMatchObject` would show
 * only the fields that it compares.
 * @param more what else explains a failure, found out only then
 */
export const expectCode = (
  { code, stderr }: { readonly code: number | null; readonly stderr: string },
  expected: number,
  more: () => string = () => '',
): void => {
  const explained = code === expected ? '' : `exit code ${code}\n${stderr.slice(-maxChars)}${more()}`;
  expect(code, explained).toBe(expected);
};
