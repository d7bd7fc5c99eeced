import { type Completion, type Extraction, found, notFound } from '../../src/core/index.ts';
import { afterReasoning, closingFence, codeBlocks } from '../../src/extract/index.ts';
import { beginsAnew } from '../humaneval/answer.ts';
import { mangledSignature } from './prompts.ts';
import { entryPointsOf, type MbppSample } from './sample.ts';

/** The whole code: what was started for the model up to a fence that starts its line, else the fitting block. */
export const strictCode = (completion: Completion, sample: MbppSample): Extraction => {
  const { text, prefill, form } = completion;
  if (form !== 'chat') return code(text, form === 'solution' ? 'whole program' : 'completion');
  const free = afterReasoning(answer => freeAnswer(answer, sample));
  if (prefill === null) return free(text);
  const end = closingFence(prefill + text, prefill.length) - prefill.length;
  const body = end < 0 ? text : text.slice(0, end);
  if (body.trim() === '' || body.trimStart().startsWith('```')) return free(text);
  // Some models begin anew instead of going on.
  if (beginsAnew(body)) return code(body, 'begun anew');
  const how = end < 0 ? 'continued prefill' : 'continued prefill, up to the closing fence';
  return code(prefill.endsWith('def') ? `def${body}` : body, how);
};

const freeAnswer = (text: string, sample: MbppSample): Extraction => {
  const blocks = codeBlocks(text).map(block => block.code);
  const names = entryPointsOf(sample);
  const defines = (block: string): boolean => names.some(name => definesName(block, name));
  const block = blocks.filter(defines).at(-1);
  if (block !== undefined) return found(block, 'last code block that defines the function');
  if (blocks.length === 0 && defines(text)) return found(text, 'the whole text, which is code');
  return notFound(`no code block that defines ${names.join(' or ')}`);
};

/** A definition at the start of a line. The names are those of the data set. */
const definesName = (block: string, name: string): boolean =>
  block.split('\n').some(line => {
    const rest = line.startsWith('def ') ? line.slice(4).trimStart() : line;
    if (!rest.startsWith(name)) return false;
    const after = rest.slice(name.length).trimStart();
    return line.startsWith('def ') ? after.startsWith('(') : /^=(?!=)/.test(after);
  });

const code = (text: string, how: string): Extraction =>
  text.trim() === '' ? notFound('the completion holds no code') : found(text, how);

/**
 * The code as the Eurus scripts cut it: up to the first triple backtick (in an answer that nothing was put in front of,
 * the first python block, else the first block), `def` in front unless those letters stand somewhere, and no line that
 * starts at the margin with anything but `def`.
 */
export const eurusCode = (completion: Completion, sample: MbppSample): Extraction => {
  const { text, prefill, form } = completion;
  const started = form !== 'chat' || prefill !== null;
  const cut = form === 'chat' && started ? beforeStops(text, sample) : text;
  const body = started ? (cut.split('```', 1)[0] ?? '') : firstBlock(text);
  if (body.trim() === '') return notFound("the Eurus scripts' rule finds no code");
  const whole = body.includes('def') ? body : `def${body}`;
  const lines = whole.split('\n').filter(line => /^\s/.test(line) || line.startsWith('def'));
  return code(lines.join('\n'), "the Eurus scripts' rule");
};

/** The first closed python block, else the first closed block, else what stands before the first backticks. */
const firstBlock = (text: string): string =>
  between(text, '```python') ?? between(text, '```') ?? text.split('```', 1)[0] ?? '';

const between = (text: string, open: string): string | null => {
  const start = text.indexOf(open);
  const from = start + open.length;
  const end = start === -1 ? -1 : text.indexOf('```', from);
  return end === -1 ? null : text.slice(from, end);
};

/** Where the scripts have the server stop; of the printed names only the sample's own. */
const beforeStops = (text: string, sample: MbppSample): string => {
  const name = mangledSignature(sample).split('(', 1)[0] ?? '';
  const places = [...eurusStops, `\n\nprint(${name}`].map(stop => text.indexOf(stop)).filter(at => at !== -1);
  return text.slice(0, Math.min(text.length, ...places));
};

export const eurusStops = ['\nassert', 'assert', '\ndef '] as const;

/** Text that goes on behind a prompt, before the first of the stops. */
export const continuedCode =
  (stops: readonly string[]) =>
  ({ text, form }: Completion): Extraction => {
    const places = stops.map(stop => text.indexOf(stop)).filter(place => place !== -1);
    return code(form === 'chat' ? text.slice(0, Math.min(text.length, ...places)) : text, 'continued text');
  };
