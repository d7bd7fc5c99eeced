import type { Instruction } from '../../../../benchmarks/ifeval/instructions/index.ts';

/** An answer before it is written out: what has to be in it, and how much of it. */
export type Draft = {
  /** Lines at the very start. */
  readonly opening: string[];
  /** Words and marks that stand in the running text. */
  readonly inline: string[];
  /** Lines of their own. */
  readonly lines: string[];
  /** At the very end. */
  closing: string;
  /** Words and letters that nothing may contain. */
  readonly avoid: RegExp[];
  /** Least number of sentences and words. */
  sentences: number;
  words: number;
  /** Fewer words than this. */
  below: number;
  language: string;
  /** Changes of the whole text, in the order of `rank`. */
  readonly changes: { readonly rank: number; change(text: string, filler: string): string }[];
};

/** Of the changes that put all letters into one case. */
export const caseRank = 6;

type Kwargs = Readonly<Record<string, unknown>>;
type Constructor = (draft: Draft, kwargs: Kwargs) => void;

const times = (count: unknown, text: string): string[] => Array.from({ length: Number(count) }, () => text);
const isLeast = (relation: unknown): boolean => relation === 'at least';
const literal = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** How each kind of instruction is followed, whatever else is asked. */
const constructors: Readonly<Record<string, Constructor>> = {
  'keywords:existence': (draft, { keywords }) => draft.inline.push(...texts(keywords)),
  'keywords:frequency': (draft, { keyword, frequency, relation }) => {
    if (isLeast(relation)) draft.inline.push(...times(frequency, String(keyword)));
    else draft.avoid.push(new RegExp(literal(String(keyword)), 'i'));
  },
  'keywords:forbidden_words': (draft, { forbidden_words }) => {
    for (const word of texts(forbidden_words)) draft.avoid.push(new RegExp(`\\b${literal(word)}\\b`, 'i'));
  },
  'keywords:letter_frequency': (draft, { letter, let_frequency, let_relation }) => {
    if (isLeast(let_relation)) draft.inline.push(String(letter).repeat(Number(let_frequency)));
    else draft.avoid.push(new RegExp(literal(String(letter)), 'i'));
  },
  'language:response_language': (draft, { language }) => {
    draft.language = String(language);
  },
  'length_constraints:number_sentences': (draft, { num_sentences, relation }) => {
    if (isLeast(relation)) draft.sentences = Number(num_sentences);
  },
  'length_constraints:number_words': (draft, { num_words, relation }) => {
    if (isLeast(relation)) draft.words = Number(num_words);
    else draft.below = Number(num_words);
  },
  'length_constraints:number_paragraphs': (draft, { num_paragraphs }) => {
    const change = (text: string, filler: string) =>
      [text, ...times(Number(num_paragraphs) - 1, filler)].reverse().join('\n***\n');
    draft.changes.push({ rank: 2, change });
  },
  'length_constraints:nth_paragraph_first_word': (draft, { num_paragraphs, nth_paragraph, first_word }) => {
    const change = (text: string, filler: string) => {
      const paragraphs = [...times(Number(num_paragraphs) - 1, filler), text];
      const nth = Number(nth_paragraph) - 1;
      paragraphs[nth] = `${first_word} ${paragraphs[nth]}`;
      return paragraphs.join('\n\n');
    };
    draft.changes.push({ rank: 2, change });
  },
  'detectable_content:number_placeholders': (draft, { num_placeholders }) =>
    draft.inline.push(...times(num_placeholders, '[we]')),
  'detectable_content:postscript': (draft, { postscript_marker }) => {
    draft.closing = `\n${postscript_marker} ${draft.closing || 'x'}`;
  },
  'detectable_format:number_bullet_lists': (draft, { num_bullets }) =>
    draft.lines.push(...times(num_bullets, '- x')),
  'detectable_format:constrained_response': draft => draft.inline.push('My answer is maybe.'),
  'detectable_format:number_highlighted_sections': (draft, { num_highlights }) =>
    draft.inline.push(...times(num_highlights, '*we*')),
  'detectable_format:multiple_sections': (draft, { section_spliter, num_sections }) => {
    for (let number = 1; number <= Number(num_sections); number += 1) {
      draft.lines.push(`${section_spliter} ${number} x`);
    }
  },
  'detectable_format:json_format': draft =>
    draft.changes.push({ rank: 4, change: text => JSON.stringify({ x: text }) }),
  'detectable_format:title': draft => draft.opening.push('<<we>>'),
  'combination:two_responses': draft =>
    draft.changes.push({ rank: 3, change: (text, filler) => `${text}\n******\n${text} ${filler}` }),
  'combination:repeat_prompt': (draft, { prompt_to_repeat }) =>
    draft.opening.unshift(String(prompt_to_repeat)),
  'startend:end_checker': (draft, { end_phrase }) => {
    draft.closing += `\n${end_phrase}`;
  },
  'startend:quotation': draft => draft.changes.push({ rank: 5, change: text => `"${text}"` }),
  'change_case:english_capital': draft =>
    draft.changes.push({ rank: caseRank, change: text => text.toUpperCase() }),
  'change_case:english_lowercase': draft =>
    draft.changes.push({ rank: caseRank, change: text => text.toLowerCase() }),
  'change_case:capital_word_frequency': (draft, { capital_frequency, capital_relation }) => {
    if (isLeast(capital_relation)) draft.inline.push(...times(capital_frequency, 'XY'));
  },
  'punctuation:no_comma': draft => draft.avoid.push(/,/),
};

/** What all the instructions of a prompt ask for together. */
export const draftOf = (instructions: readonly Instruction[]): Draft => {
  const draft: Draft = {
    opening: [],
    inline: [],
    lines: [],
    closing: '',
    avoid: [],
    sentences: 0,
    words: 0,
    below: Number.POSITIVE_INFINITY,
    language: 'en',
    changes: [],
  };
  for (const { kind, kwargs } of instructions) {
    const construct = constructors[kind];
    if (construct === undefined) throw new Error(`no constructor for ${kind}`);
    construct(draft, kwargs);
  }
  return draft;
};
