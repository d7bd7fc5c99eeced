import { describe, expect, it } from 'vitest';
import { readCounting, type Uptake, uptakeOf } from '../../src/core/index.ts';

const fence = '```';
const def = `${fence}python\ndef`;
const open = `${fence}python`;
const body = `${fence}python\ndef add(a, b):\n    """Adds."""\n`;
const evalplus = `Below is a script:\n${fence}python\n`;
const step = "A: Let's think step by step.";

const cases: readonly (readonly [what: string, prefill: string, text: string, uptake: Uptake])[] = [
  ['goes on with a name', def, ' add(a, b):\n    return a + b\n```', 'continued'],
  [
    'goes on without the blank that the server took off',
    def,
    'add(a, b):\n    return a + b\n```',
    'continued',
  ],
  [
    'goes on, and shows its use in a block it opens',
    def,
    ` add(a, b):\n  return a\n${open}\nadd(1, 2)`,
    'continued',
  ],
  ['repeats the start', def, `${def} add(a, b):\n    return a + b\n${fence}`, 'repeated'],
  ['repeats the start after white space', def, `\n ${def} add(a, b): pass`, 'repeated'],
  ['repeats a start that has a blank in front', ` ${def}`, `${def} add(a, b): pass`, 'repeated'],
  [
    'opens a block of its own',
    def,
    `${open}\nfrom typing import List\n\ndef add(a, b): pass\n${fence}`,
    'fence',
  ],
  ['opens a block without a language', def, `${fence}\ndef add(a, b): pass\n${fence}`, 'fence'],
  ['defines again', def, 'def add(a, b):\n    return a + b\n```', 'definition'],
  ['imports first', def, 'import math\n\ndef add(a, b): pass', 'definition'],
  ['begins in words', def, `Here is the function:\n${open}\ndef add(a, b): pass\n${fence}`, 'prose'],
  [
    'begins in words with parentheses',
    def,
    `The sum (a + b) is:\n${open}\ndef add(a, b): pass\n${fence}`,
    'prose',
  ],
  ['thinks first', def, '<think>Let me see.</think>\n```python\ndef add(a, b): pass\n```', 'prose'],
  ['is cut within the name', def, ' add', 'unclear'],
  ['is empty', def, '\n', 'unclear'],
  ['closes the block at once', open, `\n${fence}\n`, 'unclear'],
  ['goes on with a class', open, '\nclass Solution:\n    pass\n```', 'continued'],
  ['goes on with a comment', open, '\n# adds\nx = 1\n```', 'continued'],
  ['opens the started block itself', open, `\n${open}\nclass Solution:\n    pass\n${fence}`, 'repeated'],
  [
    'has words before a block',
    open,
    `\nTo solve this, add.\n${open}\nclass Solution:\n    pass\n${fence}`,
    'prose',
  ],
  [
    'has words before a nameless block',
    open,
    `Sure! This adds:\n${fence}\nclass Solution:\n    pass\n${fence}`,
    'prose',
  ],
  ['goes on with a body', body, '    return a + b\n```', 'continued'],
  ['writes the function again', body, 'def add(a, b):\n    return a + b\n```', 'definition'],
  [
    'writes the imports of the function',
    body,
    'from typing import List\n\ndef add(a, b): pass',
    'definition',
  ],
  ['explains the body first', body, `Here is the rest:\n${open}\ndef add(a, b): pass\n${fence}`, 'prose'],
  ['goes on behind words and a fence', evalplus, 'def add(a, b):\n    return a + b\n```', 'continued'],
  [
    'begins a worded start anew',
    evalplus,
    `Certainly! Here it is:\n${open}\ndef add(a, b): pass\n${fence}`,
    'prose',
  ],
  ['repeats words', step, `${step} First, 1 + 1 = 2.`, 'repeated'],
  ['repeats words without their label', step, "Let's think step by step. First, 1 + 1 = 2.", 'prose'],
  ['sets the label again', step, 'A: First, 1 + 1 = 2.', 'prose'],
  ['goes on in words, which shows nothing', step, ' First, 1 + 1 = 2.', 'unclear'],
];

describe('an answer', () => {
  it.each(cases)('that %s', (_, prefill, text, uptake) => {
    expect(uptakeOf(prefill, text)).toBe(uptake);
  });

  it('is read in linear time, whatever it holds', () => {
    const long = `${' '.repeat(30_000)}${'A '.repeat(20_000)}${'```\n'.repeat(10_000)}${'x('.repeat(200_000)}`;
    for (const prefill of [def, open, body, step]) expect(uptakeOf(prefill, long)).toBeTypeOf('string');
  });
});

describe('the counting question', () => {
  const start = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12';
  it.each([
    [', 13, 14, 15', null, 'continued'],
    [' , 13, 14', null, 'continued'],
    [`${start}, 13, 14, 15`, null, 'echoed'],
    ['1, 2, 3, 4, 5, 6', null, 'anew'],
    ['13, 14, 15', null, 'anew'],
    ['Sure, here they are:', null, 'anew'],
    ['', 'The user wants numbers.', 'anew'],
    ['', null, 'unclear'],
    ['. Done', null, 'unclear'],
    [`${start}, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30`, null, 'unclear'],
    [start, null, 'unclear'],
  ] as const)('is answered %j: %j → %s', (text, reasoning, counting) => {
    expect(readCounting(text, reasoning)).toBe(counting);
  });
});
