/** Lines that begin as those of a Python file do. */
const first = /^(?:from [\w.]+ import |import [\w.]+|def \w+\(|class \w+|@\w|"""|#)/;
const definition = /^(?:def|class) \w+/m;

/** True for a text that is the beginning of a Python file and no prose, such as the prompts of HumanEval. */
export const isProgram = (text: string): boolean => first.test(text.trimStart()) && definition.test(text);
