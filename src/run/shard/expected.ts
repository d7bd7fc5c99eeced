import type { Prompt, Sample } from '../../core/index.ts';
import type { PlannedTask } from '../plan.ts';
import { promptFor } from '../prompt.ts';

/** Characters of a prompt that make a token, roughly. */
const charsPerToken = 4;
/** What reading a token of a prompt takes, where writing one is 1: servers read many at a time. */
const readToken = 0.1;
/** Of the tokens that an answer may have, the share that it takes, roughly. */
const shareWritten = 0.25;
/** What running the program of an answer takes, in written tokens: about a second of a sandbox. */
const runProgram = 50;
/** What judging without a program takes. */
const judge = 0.1;

/**
 * What a trial of a sample may take, in tokens written: its prompt, the answer, the programs that graders run, all of it
 * once a turn. A rule of thumb that ranks samples and tasks; `measured.ts` knows better where there is a run to go by.
 */
export const expectedCost = (planned: PlannedTask, sample: Sample, system: string | null): number => {
  const { generation, graders, task } = planned;
  const prompt = promptFor(planned, sample, { system, prefill: 'assistant-message' });
  const turns = task.protocol.interaction?.maxSteps ?? 1;
  const turn = (readToken * charsOf(prompt)) / charsPerToken + shareWritten * generation.maxTokens;
  const judging = graders.reduce(
    (sum, { grader }) => sum + (grader.runsCode === true ? runProgram : judge),
    0,
  );
  return turns * turn + judging;
};

const charsOf = (prompt: Prompt): number =>
  prompt.kind === 'text'
    ? prompt.text.length
    : prompt.messages.reduce((sum, { content }) => sum + content.length, 0);
