import { codeBlocks } from './fenced-code.ts';
import { withoutReasoning } from './reasoning.ts';

const languages = ['python', 'py', 'python3'];

/**
 * The Python blocks behind a model's reasoning, in order. The last one counts even when the text ends before its
 * fence closes; blocks without a language, or in another one, do not.
 */
export const pythonCells = (text: string): readonly string[] =>
  codeBlocks(withoutReasoning(text))
    .filter(({ info, code }) => languages.includes(languageOf(info)) && code.trim() !== '')
    .map(({ code }) => code);

/** The first word of a fence's line, without attributes: `Python`, `python title="a.py"`, `{.python}`. */
const languageOf = (info: string): string => /^\{?\.?([^\s{},:]*)/.exec(info)?.[1]?.toLowerCase() ?? '';
