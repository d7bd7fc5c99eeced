import {
  type Attempt,
  correct,
  type Extraction,
  type Finder,
  found,
  type Grader,
  incorrect,
  type Judgement,
  noAnswer,
  notFound,
  type Part,
  pythonStrip,
  withParts,
} from '../../src/core/index.ts';
import { afterReasoning } from '../../src/extract/index.ts';
import { asksForLanguage, checkOf, type Instruction } from './instructions/index.ts';
import { type LanguageDetector, loadLanguageDetector } from './language/detect.ts';
import type { IfevalSample } from './sample.ts';
import { looseVariants } from './variants.ts';

type Rule = {
  readonly title: string;
  /** The texts of which one must do what was asked. */
  variants(text: string): readonly string[];
  readonly version: number;
  /** Which part of a completion is judged. */
  behind(finder: Finder): Finder;
  /** What the language is detected on. */
  spoken(text: string): string;
  /** What is told of a sign that the reference replaces by a random letter. */
  readonly aboutSigns: string;
};

const itself = (text: string): string => text;
const whole = (finder: Finder): Finder => finder;
const randomLetter =
  ' (the reference counts a letter drawn at random here; this is the sign that was asked for)';

const rules: Readonly<Record<string, Rule>> = {
  'ifeval-loose': {
    title: 'IFEval, loose: an instruction is followed if it is in one of eight variants of the answer',
    version: 1,
    variants: looseVariants,
    behind: whole,
    spoken: itself,
    aboutSigns: randomLetter,
  },
  'ifeval-strict': {
    title: 'IFEval, strict: every instruction is followed in the answer as it stands',
    version: 1,
    variants: text => [text],
    behind: whole,
    spoken: itself,
    aboutSigns: randomLetter,
  },
  strict: {
    title: 'as ifeval-loose, behind any reasoning, and the language detected in lower case',
    version: 2,
    variants: looseVariants,
    behind: afterReasoning,
    spoken: text => text.toLowerCase(),
    aboutSigns: '',
  },
};

/** Every grader. @param trims true where the reference trims what the model wrote before it looks at it */
export const gradersFor = (trims: boolean): Readonly<Record<string, Grader<IfevalSample>>> =>
  Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, graderOf(rule, trims)]));

const graderOf = (rule: Rule, trims: boolean): Grader<IfevalSample> => ({
  title: rule.title,
  version: rule.version,
  extract: ({ text }) => rule.behind(answer => textOf(answer, trims))(text),
  score: attempt => judge(attempt, rule),
});

const textOf = (answer: string, trims: boolean): Extraction => {
  const trimmed = pythonStrip(answer);
  return trimmed === '' ? notFound('no text') : found(trims ? trimmed : answer, 'the whole text');
};

const judge = async (
  { sample: { instructions }, extraction }: Attempt<IfevalSample>,
  rule: Rule,
): Promise<Judgement> => {
  if (!extraction.found) {
    return withParts(
      noAnswer(extraction.why),
      instructions.map(({ kind }) => ({ name: kind, passed: false })),
    );
  }
  const texts = rule.variants(extraction.value);
  const detect = instructions.some(asksForLanguage) ? await loadLanguageDetector() : noDetector;
  const languageOf: LanguageDetector = text => detect(rule.spoken(text));
  const parts = instructions.map((instruction): Part => {
    const check = checkOf(instruction);
    return { name: instruction.kind, passed: texts.some(text => check(text, languageOf)) };
  });
  return withParts(verdictOf(parts, instructions.some(countsSign) ? rule.aboutSigns : ''), parts);
};

const noDetector: LanguageDetector = () => {
  throw new Error('no instruction asked for a language');
};

const countsSign = ({ kind, kwargs }: Instruction): boolean =>
  kind === 'keywords:letter_frequency' && !/^[a-z]$/i.test(String(kwargs.letter));

const verdictOf = (parts: readonly Part[], remark: string): Judgement => {
  const failed = parts.filter(({ passed }) => !passed).map(({ name }) => name);
  if (failed.length === 0) {
    return correct(
      parts.length === 1 ? `follows ${parts[0]?.name}${remark}` : `follows all ${parts.length}${remark}`,
    );
  }
  return incorrect(
    `does not follow ${failed.join(', ')} (${parts.length - failed.length} of ${parts.length})${remark}`,
  );
};
