import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ifeval } from '../../benchmarks/ifeval/benchmark.ts';
import { checkOf, instructionKinds } from '../../benchmarks/ifeval/instructions/index.ts';
import { loadLanguageDetector } from '../../benchmarks/ifeval/language/detect.ts';
import type { IfevalSample } from '../../benchmarks/ifeval/sample.ts';
import { promptsFile } from '../../benchmarks/ifeval/source.ts';
import { looseVariants } from '../../benchmarks/ifeval/variants.ts';
import type { Judgement } from '../../src/core/index.ts';
import { completionOf, noExecution } from '../score/support.ts';
import { cpuTimer } from '../support/cpu-time.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { vectors } from './ifeval.vectors.ts';
import { allSamples, shippedSamples } from './support.ts';

const detect = await loadLanguageDetector();
const passes = (kind: string, kwargs: Readonly<Record<string, unknown>>, text: string): boolean =>
  checkOf({ kind, kwargs })(text, detect);

const shipped = (await shippedSamples(ifeval)) as ReadonlyMap<string, IfevalSample>;

const judge = async (
  sample: IfevalSample,
  text: string,
  grader = 'ifeval-loose',
  protocol = 'direct',
): Promise<Judgement> => {
  const its = ifeval.protocols[protocol]?.graders[grader];
  if (its === undefined) throw new Error(`no grader ${grader}`);
  const completion = completionOf(text);
  return its.score({ sample, completion, extraction: its.extract(completion, sample) }, noExecution);
};

const sampleOf = (kind: string, kwargs: Readonly<Record<string, unknown>> = {}): IfevalSample => ({
  id: '1',
  input: 'q',
  target: kind,
  instructions: [{ kind, kwargs }],
});

describe('the checkers of IFEval', () => {
  it('are of 25 kinds, all of them among the samples and the vectors of the specification', () => {
    expect(instructionKinds).toHaveLength(25);
    const used = [...shipped.values()].flatMap(({ instructions }) => instructions.map(({ kind }) => kind));
    expect(new Set(used)).toEqual(new Set(instructionKinds));
  });

  it.each(vectors)('%s %j on %j gives %s', (kind, kwargs, text, expected) => {
    expect(passes(kind, kwargs, text)).toBe(expected);
  });

  it.each([
    // A star at a line's end takes the next line with it.
    ['* \n* a', 2],
    ['*\n* a\n* b', 2],
    ['\n\n  * a\n\n\n- b', 2],
    ['*', 0],
    ['-', 1],
    ['* a\n** b\n*** c', 1],
  ])('count the bullets of %j', (text, count) => {
    expect(passes('detectable_format:number_bullet_lists', { num_bullets: count }, text)).toBe(true);
  });

  it.each([
    ['<<a>', false],
    ['<<>>', false],
    ['<<>>>', false],
    ['<< >> <<a>>', true],
    ['<<a\nb>>', false],
    ['>><<a>>', true],
    ['<<<a>>>', true],
  ])('look for a title in %j', (text, expected) => {
    expect(passes('detectable_format:title', {}, text)).toBe(expected);
  });

  it.each([
    ['{"a": NaN, "b": -Infinity}', true],
    ['{"NaN": "Infinity"}', true],
    ['"a \\" NaN', false],
    ['1NaN', false],
    ['-NaN', false],
    ['{NaN: 1}', false],
    ['```JSON\n[]\n```', true],
    ['```\n"x"```', true],
    ['', false],
  ])('take %j as JSON: %s', (text, expected) => {
    expect(passes('detectable_format:json_format', {}, text)).toBe(expected);
  });

  it.each([
    ['[a [b] c]', 1],
    ['[a\n[b]', 1],
    [']a[', 0],
    ['[][]', 2],
  ])('count the places of %j', (text, count) => {
    const has = (wanted: number) =>
      passes('detectable_content:number_placeholders', { num_placeholders: wanted }, text);
    expect([has(count), has(count + 1)]).toEqual([true, false]);
  });

  it.each([
    ['cat', 'un chat écat', true],
    ['cat', 'cat_', true],
    ['cat', 'caté', true],
    ['cat', 'a-cat-b', false],
    ['kin', '\u212aİN', false],
  ])('see the word %s in %j by the borders of Python: free of it %s', (word, text, expected) => {
    expect(passes('keywords:forbidden_words', { forbidden_words: [word] }, text)).toBe(expected);
  });

  it.each(['a+', '(a|b)', '[ab]', 'a{2}', '^a', 'a$', '\\1', '\\pL', 'a\\', 'x'.repeat(1001)])(
    'refuse the keyword %j, which could backtrack or means something else in Python',
    keyword => {
      expect(() => checkOf({ kind: 'keywords:existence', kwargs: { keywords: [keyword] } })).toThrow(
        expect.objectContaining({ code: 'DATA_FIELD' }),
      );
    },
  );

  it.each([
    ['keywords:none', {}],
    ['length_constraints:number_words', { num_words: 3, relation: 'more than' }],
    ['length_constraints:number_words', { num_words: '3', relation: 'at least' }],
    ['keywords:existence', { keywords: 'a' }],
  ])('refuse what they do not know: %s %j', (kind, kwargs) => {
    expect(() => checkOf({ kind, kwargs })).toThrow(expect.objectContaining({ code: 'DATA_FIELD' }));
  });

  it.each([
    ["DON'T STOP.", 3],
    ['I am a NASA man.', 2],
    ["NASA's U.S.A. AND/OR", 3],
    ['CANNOT', 2],
    ['WELL-KNOWN (OK)', 2],
    ['“NO” A,B 3D 12', 4],
    ['Ünter ÜBER', 1],
  ])('count the capitals of %j as NLTK does', (text, count) => {
    const has = (wanted: number) =>
      passes(
        'change_case:capital_word_frequency',
        { capital_relation: 'at least', capital_frequency: wanted },
        text,
      );
    expect([has(count), has(count + 1)]).toEqual([true, false]);
  });

  it.each([
    ['One. Two! Three? Four', 4],
    ['Dr. Smith met Mr. Jones at 5 p.m. on Monday.', 1],
    ['It cost 3.50 dollars... and more.', 1],
    ['"Stop!" he said. (He ran.) End.', 4],
    ['1. First\n2. Second', 3],
    ['We use e.g. pens.', 2],
    ['J. Smith came. J. The end.', 3],
    ['Wow!!! Yes', 2],
    ['no end', 1],
  ])('count the sentences of %j as punkt does', (text, count) => {
    const compare = (relation: string, wanted: number) =>
      passes('length_constraints:number_sentences', { relation, num_sentences: wanted }, text);
    expect([compare('at least', count), compare('less than', count + 1)]).toEqual([true, true]);
  });

  it('stay quick on megabytes of anything', () => {
    const kwargs: Readonly<Record<string, unknown>> = {
      ...{ keywords: ['a.c'], keyword: 'ab', forbidden_words: ['ab'], letter: 'a', language: 'de' },
      ...{ frequency: 1, let_frequency: 1, relation: 'at least', let_relation: 'at least' },
      ...{ num_sentences: 1, num_words: 1, num_paragraphs: 1, nth_paragraph: 1, first_word: 'a' },
      ...{ num_placeholders: 1, postscript_marker: 'P.S.', num_bullets: 1, num_highlights: 1 },
      ...{ section_spliter: 'Section', num_sections: 1, prompt_to_repeat: 'a', end_phrase: 'a' },
      ...{ capital_relation: 'at least', capital_frequency: 1 },
    };
    const pieces = [
      '<',
      '[',
      '*',
      '\n',
      ' ',
      '"',
      '\\"',
      '. ',
      '-',
      '.',
      "'",
      'a',
      'A',
      '* ',
      '@',
      'p.',
      '1',
      '`',
      ')',
    ];
    const cpuMs = cpuTimer();
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(300_000 / piece.length));
      for (const kind of instructionKinds) passes(kind, kwargs, text);
    }
    // What is quadratic takes minutes for a single text.
    expect(cpuMs()).toBeLessThan(60_000);
  });
});

describe('the language of a text', () => {
  it.each([
    ['HELLO MY DEAR FRIEND, HOW ARE YOU TODAY?', 'so'],
    ['hello my dear friend, how are you today?', 'en'],
    ['Das ist ein schöner Tag und wir gehen in den Park.', 'de'],
    ['12345 http://example.org/a', null],
    ['我们早上去公园看书然后回家做饭', 'zh-cn'],
    ['आज बिहान हामी घर नजिकैको बगैंचामा गयौं र किताब पढेका छौं', 'ne'],
  ])('%j is %j', (text, language) => {
    expect(detect(text)).toBe(language);
  });
});

describe('loose variants', () => {
  it('are without first line, last line, both, and without stars', () => {
    expect(looseVariants(' a\n*b*\nc ')).toEqual([
      ' a\n*b*\nc ',
      '*b*\nc',
      'a\n*b*',
      '*b*',
      ' a\nb\nc ',
      'b\nc',
      'a\nb',
      'b',
    ]);
    expect(looseVariants('*a*')).toEqual(['*a*', 'a']);
    expect(looseVariants('**')).toEqual(['**']);
  });
});

describe('a verdict', () => {
  it('lists its parts, of a blank answer too', async () => {
    const sample = shipped.get('3');
    if (sample === undefined) throw new Error('no sample 3');
    expect(await judge(sample, 'A harbour, a gull.')).toMatchObject({
      verdict: 'incorrect',
      reason: 'does not follow change_case:english_lowercase (1 of 2)',
      parts: [
        { name: 'change_case:english_lowercase', passed: false },
        { name: 'keywords:existence', passed: true },
      ],
    });
    expect(await judge(sample, ' \n')).toMatchObject({
      verdict: 'no-answer',
      parts: [{ passed: false }, { passed: false }],
    });
  });

  it('says where the reference draws a letter at random', async () => {
    const kwargs = { letter: '#', let_relation: 'at least', let_frequency: 2 };
    const sample = sampleOf('keywords:letter_frequency', kwargs);
    expect((await judge(sample, '##')).reason).toContain('at random');
    expect(await judge(sample, '##', 'strict')).toMatchObject({ verdict: 'correct' });
    expect((await judge(sample, '##', 'strict')).reason).not.toContain('at random');
  });

  it.each([
    ['Here you are:\n{"a": 1}', 'detectable_format:json_format', ['correct', 'incorrect', 'correct']],
    ['**"It is wet."**', 'startend:quotation', ['correct', 'incorrect', 'correct']],
    ['<think>a, b</think>\nNo commas.', 'punctuation:no_comma', ['correct', 'incorrect', 'correct']],
    [
      'HELLO MY DEAR FRIEND, HOW ARE YOU TODAY?',
      'change_case:english_capital',
      ['incorrect', 'incorrect', 'correct'],
    ],
    [
      '<think>My answer is yes.',
      'detectable_format:constrained_response',
      ['correct', 'correct', 'no-answer'],
    ],
  ])('of %j (%s) is by loose, exact and mended rule %j', async (text, kind, expected) => {
    const verdicts = ['ifeval-loose', 'ifeval-strict', 'strict'].map(
      async grader => (await judge(sampleOf(kind), text, grader)).verdict,
    );
    expect(await Promise.all(verdicts)).toEqual(expected);
  });

  it('is of the trimmed answer, but in direct@official', async () => {
    const sample = sampleOf('combination:repeat_prompt', { prompt_to_repeat: 'x\ny' });
    const first = sampleOf('length_constraints:nth_paragraph_first_word', {
      ...{ num_paragraphs: 1, nth_paragraph: 1, first_word: 'x' },
    });
    expect(await judge(sample, '\n\nx\ny')).toMatchObject({ verdict: 'correct' });
    expect(await judge(first, '\n\nx')).toMatchObject({ verdict: 'correct' });
    expect(await judge(first, '\n\nx', 'ifeval-strict', 'direct@official')).toMatchObject({
      verdict: 'incorrect',
    });
  });
});

describe('prompts', () => {
  it.each(Object.keys(ifeval.protocols))('%s asks with the bare prompt', name => {
    const sample = shipped.get('1');
    if (sample === undefined) throw new Error('no sample 1');
    expect(ifeval.protocols[name]?.prompt(sample, [])).toEqual({
      kind: 'chat',
      messages: [
        { role: 'user', content: 'Describe a lighthouse in at least 15 words. Do not use any commas.' },
      ],
    });
  });

  it.each([
    ['direct', 1024, 0, []],
    ['direct@eurus', 1024, 0.7, ['Question:']],
    ['direct@eurus-2404', 512, 1, ['Question:']],
    ['direct@official', 1280, 0, []],
  ])('%s samples %i tokens at %d and stops at %j', (name, maxTokens, temperature, stop) => {
    expect(ifeval.protocols[name]?.generation).toEqual({ maxTokens, temperature, topP: 1, stop });
  });
});

describeWithData('the data of IFEval', async () => {
  const samples = [...(await allSamples(ifeval)).values()];
  const instructions = samples.flatMap(sample => sample.instructions);

  it('is the file that the source names: 541 prompts, 834 instructions of 25 kinds', () => {
    const bytes = readFileSync(join(dataDirectory, promptsFile.path));
    expect(bytes.length).toBe(promptsFile.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(promptsFile.sha256);
    expect(samples).toHaveLength(541);
    expect(new Set(samples.map(({ id }) => id)).size).toBe(541);
    expect(instructions).toHaveLength(834);
    const counts = Object.entries(Object.groupBy(samples, ({ groups }) => groups?.instructions ?? ''));
    expect(counts.map(([number, its]) => [number, its?.length])).toEqual([
      ['1', 305],
      ['2', 179],
      ['3', 57],
    ]);
    const kinds = Map.groupBy(instructions, ({ kind }) => kind);
    expect([...kinds.keys()].sort()).toEqual([...instructionKinds].sort());
    expect(kinds.get('punctuation:no_comma')).toHaveLength(66);
    expect(kinds.get('detectable_format:constrained_response')).toHaveLength(10);
  });

  it('has no keyword that is more than plain text', () => {
    const names = ['keywords', 'keyword', 'forbidden_words', 'section_spliter'];
    const words = instructions.flatMap(({ kwargs }) => names.flatMap(name => kwargs[name] ?? []).flat());
    expect(words.length).toBeGreaterThan(200);
    expect(words.filter(word => !/^[\w -]+$/.test(String(word)))).toEqual([]);
    const markers = new Set(instructions.flatMap(({ kwargs }) => kwargs.postscript_marker ?? []));
    expect(markers).toEqual(new Set(['P.S.', 'P.P.S']));
  });

  it('asks for a sign that is no letter twice', () => {
    const odd = samples.filter(({ instructions: its }) =>
      its.some(({ kwargs }) => typeof kwargs.letter === 'string' && !/^[a-z]$/i.test(kwargs.letter)),
    );
    expect(odd.map(({ id }) => id).sort()).toEqual(['1122', '1129']);
  });

  it('goes by the kwargs where key 2785 says something else in words', async () => {
    const sample = samples.find(({ id }) => id === '2785');
    const asked = sample?.instructions.find(({ kind }) => kind === 'detectable_content:number_placeholders');
    expect(sample?.input).toContain('at least one placeholder');
    expect(asked?.kwargs).toEqual({ num_placeholders: 3 });
    if (asked === undefined) throw new Error('no placeholders in 2785');
    expect(passes(asked.kind, asked.kwargs, '[a]')).toBe(false);
    expect(passes(asked.kind, asked.kwargs, '[a] [b] [c]')).toBe(true);
  });
});
