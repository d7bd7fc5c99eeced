import type { IfevalSample } from '../../../../benchmarks/ifeval/sample.ts';
import type { GoldAnswers } from '../answers.ts';
import { caseRank, type Draft, draftOf } from './draft.ts';
import { fillers, sentences } from './sentences.ts';

/** Answers that are built to follow every instruction, and ones that follow none. */
export const ifeval: GoldAnswers = {
  right: sample => followsAll(sample as IfevalSample),
  wrong: sample => breaksFirst(sample as IfevalSample),
};

const followsAll = ({ instructions }: IfevalSample): string => {
  const draft = draftOf(instructions);
  const filler = fillerFor(draft);
  const words = filler.split(' ');
  const running = [
    ...Array.from({ length: Math.max(0, draft.sentences - 1) }, (_, i) => `${words[i % words.length]}.`),
    ...draft.inline,
    // Foreign words weigh more than the keywords and prompts in English beside them.
    draft.language === 'en' ? filler : Array.from({ length: 8 }, () => filler).join(' '),
  ].join(' ');
  const body = [...draft.opening, running, ...draft.lines].join('\n');
  const whole = withWords(body, draft, filler) + draft.closing;
  return [...draft.changes]
    .sort((a, b) => a.rank - b.rank)
    .reduce((text, { change }) => change(text, filler), whole);
};

const fillerFor = ({ language, avoid, below, changes }: Draft): string => {
  if (language !== 'en') return sentences[language] ?? '';
  // What must be told for English needs a whole sentence, what must be short has no room for it.
  const fitting = below > 50 || changes.length > 0 ? fillers : fillers.slice(2);
  const filler = fitting.find(text => !avoid.some(pattern => pattern.test(text)));
  if (filler === undefined) throw new Error(`every filler has one of ${avoid.join(', ')}`);
  return filler;
};

/** The text with as many words as are still missing: the filler's shortest, because a server counts tokens. */
const withWords = (text: string, { words, changes }: Draft, filler: string): string => {
  const missing = words - (text.match(/[\p{L}\p{N}_]+/gu) ?? []).length;
  const its = filler.split(' ').sort((a, b) => a.length - b.length);
  // What must be told for English needs more than one.
  const used = changes.some(({ rank }) => rank === caseRank) ? its.slice(0, 4) : its.slice(0, 1);
  const more = Array.from({ length: Math.max(0, missing) }, (_, i) => used[i % used.length]);
  return more.length === 0 ? text : `${text} ${more.join(' ')}`;
};

/** Does not do the first thing that is asked for. */
const breaksFirst = ({ instructions }: IfevalSample): string => {
  const [first] = instructions;
  if (first === undefined) throw new Error('a prompt without instructions');
  return breaks(first.kind, first.kwargs);
};

const breaks = (kind: string, kwargs: Readonly<Record<string, unknown>>): string => {
  const isLess = Object.values(kwargs).includes('less than');
  const word = String(kwargs.keyword ?? kwargs.letter ?? 'XY');
  if (kind === 'punctuation:no_comma') return 'Well, that is one.';
  if (kind === 'keywords:forbidden_words') return [kwargs.forbidden_words].flat().join(' ');
  if (kind === 'language:response_language') return fillers[0] ?? '';
  if (isLess) return Array.from({ length: 1000 }, () => `${word}.`).join(' ');
  return kind === 'change_case:english_lowercase' ? 'XY' : 'zz';
};
