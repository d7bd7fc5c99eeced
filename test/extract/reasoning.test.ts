import { describe, expect, it } from 'vitest';
import { afterReasoning, boxed, splitReasoning, withoutReasoning } from '../../src/extract/index.ts';

const code = (line: string): string => `\`\`\`python\n${line}\n\`\`\``;

describe('splitReasoning', () => {
  it.each([
    ['[THINK]6?[/THINK]5', '5', 'closed'],
    ['<thinking>6</thinking>\n\n5', '\n\n5', 'closed'],
    ['<Thought>6</THOUGHT>5', '5', 'closed'],
    ['<seed:think>6</seed:think>5', '5', 'closed'],
    ['<|begin_of_thought|>6<|end_of_thought|>5', '5', 'closed'],
    ['<|START_THINKING|>6<|END_THINKING|>5', '5', 'closed'],
    ['◁think▷6◁/think▷5', '5', 'closed'],
    ['<think>6<think>7</think>5', '5', 'closed'],
    ['<think>6</think>7</think>5', '5', 'closed'],
    ['[THINK]6?', '', 'open'],
    ['<think>a</think>5<think>b', '5', 'open'],
    ['<think></think>5', '5', 'closed'],
  ])('takes %j apart', (text, answer, reasoning) =>
    expect(splitReasoning(text)).toMatchObject({ answer, reasoning }),
  );

  it.each([
    ['an answer followed by nothing but more reasoning', '<think>a</think>5<think>again</think>\n', '5'],
    ['nothing where all stands before a closing tag', 'It is 5</think>', ''],
    ['nothing where only blanks follow', '<think>5</think>\n ', '\n '],
  ])('keeps %s', (_, text, answer) => expect(withoutReasoning(text)).toBe(answer));

  it.each([
    [
      'both channels',
      '<|channel|>analysis<|message|>6?<|end|><|start|>assistant<|channel|>final<|message|>5',
      '5',
      'closed',
    ],
    ['the end of the message', '<|channel|>final<|message|>5<|return|>', '5', 'closed'],
    ['analysis that never ends', '<|channel|>analysis<|message|>It is 5', '', 'open'],
    ['a tool call', '<|channel|>commentary to=python <|constrain|>json<|message|>{}<|call|>', '', 'open'],
    [
      'code left open in the analysis',
      '<|channel|>analysis<|message|>```python\n6<|end|><|start|>assistant<|channel|>final<|message|>5',
      '5',
      'closed',
    ],
    [
      'channels without their special tokens',
      'analysisWe need 6. Or 5?assistantfinalIt is 5.',
      'It is 5.',
      'closed',
    ],
    ['the same, cut off', 'analysisWe need 6.', '', 'open'],
    ['a word that starts alike', 'analysis of 5', 'analysis of 5', 'none'],
  ])('reads %s of gpt-oss', (_, text, answer, reasoning) =>
    expect(splitReasoning(text)).toMatchObject({ answer, reasoning }),
  );

  it.each([
    ['inline code', 'Put `<think>` first. \\boxed{5}'],
    ['inline code with both', 'Write `<think>why</think>` and 5'],
    ['quotation marks', 'The tag "<think>" opens it: 5'],
    ['a string in a block', code("text.split('</think>')[-1]")],
    ['a pattern in a block', code('re.sub(r"<think>.*?</think>", "", text)')],
    ['an example in a block', '```\n<think>\nwhy\n</think>\n```\n5'],
    ['a string in bare code', 'def f(s):\n    return s.partition("</think>")[2]'],
    ['a pattern in bare code', 's = re.sub("<think>.*?</think>", "", s)'],
  ])('takes a tag in %s for text', (_, text) =>
    expect(splitReasoning(text)).toEqual({ answer: text, start: 0, reasoning: 'none' }),
  );

  it.each([
    ['within the reasoning, spoken of', '<think>They mean `</think>` here. 6</think>5', '5'],
    ['before a real closing tag', 'The format is `<think>`.</think>5', '5'],
    ['behind a block that was left open', '<think>\n```python\n6\n</think>\n5', '\n5'],
    ['behind a block that was left open, its tag not written', 'Try\n```python\n6\n</think>\n5', '\n5'],
    ['in the line of a closing fence', '<think>\n```\n6\n```</think>\n5', '\n5'],
    [
      'then code that speaks of it',
      `<think>6</think>${code("s.split('</think>')")}`,
      code("s.split('</think>')"),
    ],
  ])('finds the end of reasoning: a tag %s', (_, text, answer) =>
    expect(withoutReasoning(text)).toBe(answer),
  );

  it('says where the answer starts', () => {
    const text = '<think>5</think>5';
    expect(splitReasoning(text)).toMatchObject({ answer: '5', start: text.length - 1 });
  });
});

describe('afterReasoning', () => {
  it.each([
    ['<think>\\boxed{5}', 'the reasoning was never closed'],
    ['Let me see.<think>\\boxed{5}', 'no \\boxed{…}, and the reasoning was never closed'],
    ['<think>\\boxed{5}</think>\n', 'nothing stands behind the reasoning'],
    ['<think>\\boxed{5}</think>Done.', 'no \\boxed{…}, behind the reasoning'],
    ['Done.', 'no \\boxed{…}'],
  ])('says of %j: %s', (text, why) => expect(afterReasoning(boxed)(text)).toEqual({ found: false, why }));
});

describe('splitReasoning of hostile texts', () => {
  const pieces = [
    '<think>',
    '</think>',
    '`<think>',
    '"<think>',
    "'</think>",
    '``` <think>\n',
    '```\n</think>',
    '<|channel|>',
    '<|channel|>analysis<|message|>',
    '<|start|>assistant<|channel|>final',
    'analysisA assistantfinal',
    '<|end|>',
    '<thinking <think',
    '[THINK] `',
  ];
  /** Steps of the walk cannot be counted from outside: what is quadratic here takes minutes, and the test times out. */
  it.each(pieces)('ends for a megabyte of %j', piece => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(text).toContain(splitReasoning(text).answer);
    expect(splitReasoning(`<think>${text}`).start).toBeGreaterThanOrEqual(0);
  });
});
