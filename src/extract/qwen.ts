import { type Extraction, found, notFound, pythonStrip } from '../core/index.ts';

/**
 * The answer as the evaluation scripts of Qwen2.5-Math find it, on one line: between `final answer is $` and
 * `$. I hope`, else behind the last `boxed`, else behind the last `he answer is` or `final answer is`, else the last
 * number. A box that never closes reaches to the end.
 */
export const qwenAnswer = (text: string): Extraction => {
  const [value, how] = answerIn(text);
  const answer = pythonStrip(trimmed(value.replace(/\n\s*/g, '')));
  return answer === '' ? notFound(`the Qwen rules find nothing (${how})`) : found(answer, how);
};

const answerIn = (text: string): readonly [value: string, how: string] => {
  const lead = 'final answer is $';
  const close = '$. I hope';
  if (text.includes(lead) && text.includes(close)) {
    const tail = text.slice(text.indexOf(lead) + lead.length);
    return [pythonStrip(tail.split(close, 1)[0] ?? ''), 'between dollar signs'];
  }
  if (text.includes('boxed')) return [boxContent(text), 'last "boxed"'];
  for (const marker of ['he answer is', 'final answer is']) {
    const at = text.lastIndexOf(marker);
    if (at !== -1) return [pythonStrip(text.slice(at + marker.length)), `after "${marker}"`];
  }
  const numbers = text.replaceAll(',', '').match(/-?\d*\.?\d+/g);
  return [numbers?.at(-1) ?? '', 'last number'];
};

const boxContent = (text: string): string => {
  const tail = text.slice(text.lastIndexOf('boxed') + 'boxed'.length);
  if (!tail.startsWith('{')) return pythonStrip(tail.split('$', 1)[0] ?? '');
  let depth = 0;
  for (let i = 0; i < tail.length; i += 1) {
    if (tail[i] === '{') depth += 1;
    if (tail[i] === '}') depth -= 1;
    if (depth === 0) return tail.slice(1, i);
  }
  return tail.slice(1);
};

/** Without one leading colon, one final dot and one slash behind that. */
const trimmed = (line: string): string => {
  const start = line.startsWith(':') ? 1 : 0;
  const dotted = line.slice(start);
  const plain = dotted.endsWith('.') ? dotted.slice(0, -1) : dotted;
  return plain.endsWith('/') ? plain.slice(0, -1) : plain;
};
