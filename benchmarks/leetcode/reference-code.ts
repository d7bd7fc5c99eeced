import type { LeetcodeSample } from './sample.ts';

/** What the first match of the reference's non-greedy `open … close` holds; null where there is none. */
const between = (text: string, open: string, close: string): string | null => {
  const start = text.indexOf(open);
  if (start === -1) return null;
  const from = start + open.length;
  const end = text.indexOf(close, from);
  return end === -1 ? null : text.slice(from, end);
};

/** Where the reference believes that code without a fence ends. */
const followers = ['\ndef', '\nclass', '\nif', '\n#', '\nprint'];

/** DeepSeek's extractor, to the letter: the first python block; without any, all up to the first follower. */
export const deepseekCode = (output: string, { skeleton }: Pick<LeetcodeSample, 'skeleton'>): string => {
  // A body for the skeleton.
  if (output.startsWith('\n        ')) return `${skeleton}\n${output}`;
  const text = output.replaceAll('[PYTHON]', '```python').replaceAll('[/PYTHON]', '```');
  // A block that never closes makes the reference fail, and then it takes all there is.
  if (text.includes('```python')) return between(text, '```python\n', '\n```') ?? output;
  const ends = followers.map(follower => text.indexOf(follower)).filter(end => end !== -1);
  return text.slice(0, Math.min(text.length, ...ends));
};

/**
 * The Eurus scripts' extractor, to the letter: looks for fences in what came *after* the fence it had itself opened (so
 * a later block, or the prose between two fences, takes the place of the answer), then puts what it found into a python
 * block and has DeepSeek's extractor read that.
 */
export const eurusCode = (generated: string, sample: Pick<LeetcodeSample, 'skeleton'>): string => {
  const [beforeFence = ''] = generated.split('```', 1);
  const code = between(generated, '```python', '```') ?? between(generated, '```', '```') ?? beforeFence;
  return deepseekCode(`\`\`\`python\n${code}\n\`\`\``, sample);
};
