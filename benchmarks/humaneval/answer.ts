import { type Completion, type Extraction, found, notFound } from '../../src/core/index.ts';
import { afterReasoning, closingFence, codeBlocks } from '../../src/extract/index.ts';
import { splitFutureImports } from './future-imports.ts';
import type { HumanEvalSample } from './sample.ts';

/** How the end of the code is found, and which of several blocks of a free answer counts. */
export type FenceRule = {
  /** `backticks`: any three backticks end the code. `line`: only a fence at the start of a line does. */
  readonly end: 'backticks' | 'line';
  readonly pick: 'first' | 'last';
};

/** The candidate's whole program in an answer that a chat model wrote, prefilled or free. */
export const programIn =
  (rule: FenceRule) =>
  (completion: Completion, sample: HumanEvalSample): Extraction => {
    const { text, prefill, form } = completion;
    if (form === 'solution') return program(text, 'whole program');
    if (form === 'continuation') return continuation(sample, text);
    return prefill === null ? freeAnswer(text, sample, rule) : prefilled(prefill, text, sample, rule);
  };

/** The candidate's whole program where the text continues the benchmark's own prompt. */
export const programContinued =
  (stops: readonly string[]) =>
  (completion: Completion, sample: HumanEvalSample): Extraction =>
    completion.form === 'solution'
      ? program(completion.text, 'whole program')
      : continuation(
          sample,
          completion.form === 'continuation' ? completion.text : cut(completion.text, stops),
        );

const program = (code: string, how: string): Extraction =>
  code.trim() === '' ? notFound('the completion holds no code') : found(code, how);

const continuation = (sample: HumanEvalSample, text: string): Extraction =>
  text.trim() === ''
    ? notFound('the completion is empty')
    : found(sample.input + text, 'prompt + completion');

/** Before the first of the stops, for servers that do not honour them. */
const cut = (text: string, stops: readonly string[]): string => {
  const places = stops.map(stop => text.indexOf(stop)).filter(place => place !== -1);
  return text.slice(0, Math.min(text.length, ...places));
};

/** The prompt with the model's own definitions after it, which may be a whole module. */
const afterPrompt = (sample: HumanEvalSample, code: string): string => {
  const { imports, rest } = splitFutureImports(code);
  return imports + sample.input + rest;
};

const prefilled = (prefill: string, text: string, sample: HumanEvalSample, rule: FenceRule): Extraction => {
  const end =
    rule.end === 'backticks'
      ? text.indexOf('```')
      : closingFence(prefill + text, prefill.length) - prefill.length;
  const code = end < 0 ? text : text.slice(0, end);
  if (code.trim() === '') {
    // Some models open a block of their own, which closes the one that was opened for them.
    return rule.end === 'line'
      ? freeAnswer(text, sample, rule)
      : notFound('no code before the first closing fence');
  }
  const how = end < 0 ? 'continued prefill' : 'continued prefill, up to the closing fence';
  // The prefill may hold the prompt itself, or only the word that the model's function starts with.
  if (prefill.endsWith(sample.input)) return found(sample.input + code, how);
  if (rule.end === 'line' && beginsAnew(code)) return found(afterPrompt(sample, code), 'begun anew');
  return found(afterPrompt(sample, prefill.endsWith('def') ? `def ${code}` : code), how);
};

/** True for code that does not go on behind `def`, but starts again. */
export const beginsAnew = (code: string): boolean =>
  /^\s*(?:(?:async|class|def|from|import)\s|@\w)/.test(code);

/** What a model writes while it thinks is no answer; the scripts take the first block all the same. */
const freeAnswer = (text: string, sample: HumanEvalSample, rule: FenceRule): Extraction =>
  rule.pick === 'first'
    ? blockIn(text, sample, rule)
    : afterReasoning(answer => blockIn(answer, sample, rule))(text);

const blockIn = (text: string, sample: HumanEvalSample, rule: FenceRule): Extraction => {
  const blocks = rule.end === 'line' ? codeBlocks(text).map(({ code }) => code) : backtickBlocks(text);
  const defining = blocks.filter(code => defines(code, sample.entryPoint));
  const block = rule.pick === 'first' ? defining[0] : defining.at(-1);
  if (block !== undefined) {
    return found(afterPrompt(sample, block), `${rule.pick} code block that defines ${sample.entryPoint}`);
  }
  if (blocks.length === 0 && defines(text, sample.entryPoint)) {
    return found(afterPrompt(sample, text), 'the whole text, which is code');
  }
  const body = [...blocks, ...(blocks.length === 0 ? [text] : [])].find(startsIndented);
  if (body !== undefined) return found(sample.input + body, 'an indented body for the prompt');
  return notFound(`no code block that defines ${sample.entryPoint}`);
};

/** What stands between triple backticks, wherever they are, without the rest of the opening line. */
const backtickBlocks = (text: string): readonly string[] =>
  text
    .split('```')
    .filter((_, index) => index % 2 === 1)
    .map(part => part.slice(part.indexOf('\n') + 1));

const defines = (code: string, name: string): boolean =>
  code.split('\n').some(line =>
    [`def ${name}`, `async def ${name}`, name].some(head => {
      if (!line.startsWith(head)) return false;
      const rest = line.slice(head.length).trimStart();
      return head === name ? /^=(?!=)/.test(rest) : rest.startsWith('(') || rest.startsWith('[');
    }),
  );

const startsIndented = (code: string): boolean =>
  /^[ \t]+\S/.test(code.split('\n').find(line => line.trim() !== '') ?? '');
