import type { Grader } from '../../src/core/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { eurusCode, strictCode } from './answer.ts';
import { eurusProgram, strictProgram } from './program.ts';
import type { MbppSample } from './sample.ts';

type MbppGrader = Grader<MbppSample>;

export const strict: MbppGrader = {
  title: "code up to a fence that starts its line, the tests' imports in front; all tests once, 10 s",
  version: 3,
  runsCode: true,
  extract: strictCode,
  score: unitTests(strictProgram),
};

export const graders = {
  strict,
  eurus: {
    title:
      'the Eurus scripts, a process each: top-level lines but def deleted, no imports for the tests, 3 s',
    version: 1,
    runsCode: true,
    extract: eurusCode,
    score: unitTests(eurusProgram),
  },
} as const satisfies Record<string, MbppGrader>;
