import { type Completion, type Extraction, found, type Grader, notFound } from '../../src/core/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { referenceProgram, strictProgram } from './program.ts';
import { deepseekCode, eurusCode } from './reference-code.ts';
import type { LeetcodeSample } from './sample.ts';
import { strictCode, whole } from './strict-code.ts';

type LeetcodeGrader = Grader<LeetcodeSample>;
type Extract = LeetcodeGrader['extract'];

/** Recorded outputs that are whole programs are taken as they are; bodies get the skeleton in front. */
const recordedOr =
  (extract: Extract): Extract =>
  (completion, sample): Extraction => {
    const { text, form } = completion;
    if (form === 'chat') return extract(completion, sample);
    if (text.trim() === '') return notFound('the completion holds no code');
    return form === 'continuation' ? whole(text, 'completion', sample) : found(text, 'whole program');
  };

const reference =
  (textOf: (completion: Completion) => string, codeIn: typeof eurusCode, how: string): Extract =>
  (completion, sample): Extraction => {
    const code = codeIn(textOf(completion), sample);
    return code.trim() === '' ? notFound('the rule of the reference finds no code') : found(code, how);
  };

export const graders = {
  strict: {
    title: 'code up to the first closing fence, or the last block with Solution; all asserts in 10 s',
    version: 2,
    runsCode: true,
    extract: recordedOr(strictCode),
    score: unitTests(strictProgram),
  },
  eurus: {
    title: 'the Eurus scripts: a later block or prose between later fences replaces the answer',
    version: 1,
    runsCode: true,
    extract: recordedOr(reference(({ text }) => text, eurusCode, "the Eurus scripts' rule")),
    score: unitTests(referenceProgram),
  },
  deepseek: {
    title:
      'DeepSeek-Coder: the first python block of the whole answer; else all up to a def, class, if, # or print',
    version: 1,
    runsCode: true,
    // What was started for the model is part of its answer.
    extract: recordedOr(
      reference(({ text, prefill }) => (prefill ?? '') + text, deepseekCode, "DeepSeek's rule"),
    ),
    score: unitTests(referenceProgram),
  },
} as const satisfies Record<string, LeetcodeGrader>;
