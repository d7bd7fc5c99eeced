import { EurusError } from '../../../src/core/index.ts';
import { changeCase } from './change-case.ts';
import { combination } from './combination.ts';
import { detectableContent } from './detectable-content.ts';
import { detectableFormat } from './detectable-format.ts';
import { type Check, givenFrom, type Kind } from './given.ts';
import { keywords } from './keywords.ts';
import { language } from './language.ts';
import { lengthConstraints } from './length-constraints.ts';
import { punctuation } from './punctuation.ts';
import { startend } from './startend.ts';

export type { Check } from './given.ts';

/** One thing that a prompt asks for: `keywords:existence` with its keywords. */
export type Instruction = {
  readonly kind: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
};

const families: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  keywords,
  language,
  length_constraints: lengthConstraints,
  detectable_content: detectableContent,
  detectable_format: detectableFormat,
  combination,
  startend,
  change_case: changeCase,
  punctuation,
};

const kinds: ReadonlyMap<string, Kind> = new Map(
  Object.entries(families).flatMap(([family, its]) =>
    Object.entries(its).map(([name, kind]) => [`${family}:${name}`, kind] as const),
  ),
);

/** Names of all kinds. */
export const instructionKinds: readonly string[] = [...kinds.keys()];

/** Kinds whose check asks for the language of a text. */
const languageKinds: ReadonlySet<string> = new Set([
  'language:response_language',
  'change_case:english_capital',
  'change_case:english_lowercase',
]);

export const asksForLanguage = ({ kind }: Instruction): boolean => languageKinds.has(kind);

/** @throws EurusError `DATA_FIELD` for a kind that there is not, or one that lacks what it needs */
export const checkOf = ({ kind, kwargs }: Instruction): Check => {
  const make = kinds.get(kind);
  if (make === undefined) throw new EurusError('DATA_FIELD', `there is no instruction of the kind "${kind}"`);
  return make(givenFrom(kind, kwargs));
};
