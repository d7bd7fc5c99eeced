import {
  type Attempt,
  correct,
  type Execute,
  type Extraction,
  type Grader,
  incorrect,
  type Judgement,
  noAnswer,
  type Program,
} from '../../src/core/index.ts';
import { afterReasoning } from '../../src/extract/index.ts';
import { type Comparison, typedEqual, unitTests } from '../../src/score/index.ts';
import { choiceEqual, numberEqual, type Tolerance, typedMintEqual } from './compare.ts';
import { oldWording } from './records.ts';
import { joinedSolutions, lastSolution } from './reply.ts';
import type { MintGold, MintSample } from './sample.ts';
import { exactEqual, strictChoiceEqual, strictOptionEqual } from './strict.ts';

export type MintGraderName = 'strict' | 'mint' | 'mint-2403';

type AnswerGold = Exclude<MintGold, { kind: 'tests' }>;

/** @param revision as `Completion.revision` */
type Rule = (gold: AnswerGold, answer: string, revision: string | undefined) => Comparison;

/** The reference solution of one problem needs seconds: its tests have longer where we set the limit (as in MBPP, 123). */
const slowItems: ReadonlyMap<string, number> = new Map([['mbpp/15', 30_000]]);

const publishedMs = 10_000;
const roomyMs = ({ id }: MintSample): number => slowItems.get(id) ?? publishedMs;

/** The proposed code, then the benchmark's tests: both know only what the code itself defines and imports. */
const toProgram = (code: string, { answer }: MintSample, timeoutMs: number): Program => ({
  language: 'python',
  code,
  tests: {
    prelude: '',
    code: answer.kind === 'tests' ? answer.code : '',
    entryPoints: answer.kind === 'tests' ? answer.entryPoints : [],
  },
  limits: { timeoutMs, memoryMb: 512, maxOutputBytes: 65_536 },
});

/** Code by its tests, everything else by a rule of its own. */
const judged = (compare: Rule, timeoutMsOf: (sample: MintSample) => number) => {
  const passesTests = unitTests((code: string, sample: MintSample) =>
    toProgram(code, sample, timeoutMsOf(sample)),
  );
  return (attempt: Attempt<MintSample>, execute: Execute): Judgement | Promise<Judgement> => {
    const { extraction, sample } = attempt;
    if (!extraction.found) return noAnswer(extraction.why);
    if (sample.answer.kind === 'tests') return passesTests(attempt, execute);
    const { equal, reason } = compare(sample.answer, extraction.value, attempt.completion.revision);
    return equal ? correct(reason) : incorrect(reason);
  };
};

const published =
  (tolerance: Tolerance): Rule =>
  (gold, answer, revision) => {
    switch (gold.kind) {
      case 'number':
        return numberEqual(gold.reference, answer, tolerance);
      case 'typed':
        // The published tables have episodes that were asked, and judged, earlier still.
        return typedMintEqual(gold.gold, answer, tolerance === 'absolute' || revision !== oldWording);
      default:
        return choiceEqual(gold.letter, gold.choices, answer);
    }
  };

const corrected: Rule = (gold, answer) => {
  switch (gold.kind) {
    case 'number':
      return exactEqual(gold.reference, answer);
    case 'typed':
      return gold.gold.type === 'option'
        ? strictOptionEqual(gold.gold, answer)
        : typedEqual(gold.gold, answer);
    default:
      return strictChoiceEqual(gold.letter, gold.choices, answer);
  }
};

const grader = (
  title: string,
  extract: (reply: string) => Extraction,
  score: Grader<MintSample>['score'],
  version = 1,
): Grader<MintSample> => ({
  title,
  version,
  runsCode: true,
  extract: ({ text }) => extract(text),
  score,
});

export const graders: Readonly<Record<MintGraderName, Grader<MintSample>>> = {
  strict: grader(
    'the last solution behind any reasoning: code by tests, numbers exactly, a choice by its letter or its whole text',
    afterReasoning(lastSolution),
    judged(corrected, roomyMs),
    2,
  ),
  mint: grader(
    "the benchmark's scorer of today: solutions joined, numbers within 5 %, else containment",
    joinedSolutions,
    judged(published('absolute'), () => publishedMs),
  ),
  'mint-2403': grader(
    'the same as before June 2024, behind the published tables: no number below zero is ever right',
    joinedSolutions,
    judged(published('signed'), () => publishedMs),
  ),
};
