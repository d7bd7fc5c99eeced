import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Finder } from '../../src/core/index.ts';
import { eurus2404Answer, eurusAnswer } from '../../src/extract/index.ts';
import {
  eurus2404Equal,
  eurusEqual,
  hendrycksEqual,
  lmEvalHendrycksEqual,
  minervaEqual,
  prm800kEqual,
  qwenEqual,
  type ReferenceEquality,
} from '../../src/math/index.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { goldIn } from './gold-in.ts';

type Compare = (gold: string, answer: string) => ReferenceEquality;

const inSentence =
  (answerIn: Finder, compare: Compare): Compare =>
  (gold, answer) => {
    const extraction = answerIn(`The answer is $\\boxed{${answer}}$.`);
    return extraction.found ? compare(gold, extraction.value) : { equal: false, reason: extraction.why };
  };

const eurus2404: Compare = (gold, answer) => eurus2404Equal(gold, answer, { twoPis: true });

describeWithData('the 5,000 golds of MATH as answers to themselves', () => {
  const golds = gunzipSync(readFileSync(join(dataDirectory, 'math/test.jsonl.gz')))
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => goldIn(JSON.parse(line).solution));

  // The first four are the numbers of the original code, the others those of ours.
  it.each([
    ['eurus', inSentence(eurusAnswer, eurusEqual), 4971, 0],
    ['eurus-2404', inSentence(eurus2404Answer, eurus2404), 4999, 0],
    ['prm800k', prm800kEqual, 5000, 0],
    ['hendrycks', hendrycksEqual, 5000, 0],
    ['lm-eval-hendrycks', lmEvalHendrycksEqual, 5000, 0],
    ['lm-eval-minerva', minervaEqual, 4737, 1],
    ['qwen', qwenEqual, 4996, 0],
  ] as const)('%s accepts as many as the original', (_, compare, accepted, open) => {
    const verdicts = golds.map(gold => compare(gold, gold).equal);
    expect(verdicts.filter(verdict => verdict === true)).toHaveLength(accepted);
    expect(verdicts.filter(verdict => verdict === null)).toHaveLength(open);
  });

  it('leave next to nothing open when each gold answers the question before it', () => {
    const shifted = golds.map((gold, index) => [golds[(index + 1) % golds.length] ?? '', gold] as const);
    for (const compare of [
      inSentence(eurusAnswer, eurusEqual),
      eurus2404,
      prm800kEqual,
      minervaEqual,
      qwenEqual,
    ]) {
      const open = shifted.filter(([answer, gold]) => compare(gold, answer).equal === null);
      expect(open.length).toBeLessThanOrEqual(10);
    }
  });
});
