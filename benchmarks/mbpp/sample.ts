import type { Sample } from '../../src/core/index.ts';

/** `input` is the description without the address that some end in, `target` the reference code. */
export type MbppSample = Sample & {
  /** Statements that each hold one `assert`. */
  readonly tests: readonly string[];
  /** Import statements that the tests need. */
  readonly imports: readonly string[];
  /** Runs between the code and the tests: it builds objects of the code's classes. */
  readonly setup: string;
};

/** The description up to the address of the page it was taken from. */
export const descriptionOf = (prompt: string): string => prompt.split(' https://www.', 1)[0] ?? prompt;

/** Every `def` line of the reference code, inner ones too, without the white space around it. */
export const definitionsOf = ({ target }: MbppSample): readonly string[] =>
  target
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.startsWith('def '));

const nameOf = (definition: string): string => /^def\s+(\w+)/.exec(definition)?.[1] ?? '';

const isNamedIn = (name: string, code: string): boolean => name !== '' && code.split(/\W+/).includes(name);

/** Functions of the reference code that the tests name; one of them is called like a builtin. */
export const entryPointsOf = (sample: MbppSample): readonly string[] => [
  ...new Set(
    definitionsOf(sample)
      .map(nameOf)
      .filter(name => sample.tests.some(test => isNamedIn(name, test))),
  ),
];

/** The `def` line of the function that the first test calls. */
export const testedDefinition = (sample: MbppSample): string =>
  definitionsOf(sample).find(definition => isNamedIn(nameOf(definition), sample.tests[0] ?? '')) ?? '';
