import { describe, expect, it } from 'vitest';
import type { Generated } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, records, verdictsFile } from './files.ts';

/** A run of samples that are answered in turn: `finishReason` by the sample's number. */
const runOf = async (count: number, answer: (number: number) => Partial<Generated> & { text?: string }) => {
  const backend = fakeBackend(request => {
    const { text = rightText(request), ...more } = answer(Number(request.id.slice(1)));
    return generated(text, more);
  });
  const tasks = [fakeTask(fakeBenchmark('b', count))];
  const options = runOptions(await freshDirectory(), { backend, tasks });
  const result = await run(options);
  const verdicts = await records(options.directory, verdictsFile);
  const completions = await records(options.directory, completionsFile);
  return { ...result, verdicts, completions, cell: result.summary.cells[0] };
};

describe('a run', () => {
  it('gives the accuracy of completed answers, and warns with what to do', async () => {
    const { cell, warnings } = await runOf(10, number =>
      number < 4 ? { text: 'so', finishReason: 'MAX_TOKENS' } : number < 6 ? { text: 'no' } : {},
    );
    expect(cell?.metrics['pass@1']?.value).toBe(0.4);
    expect(cell?.completed).toMatchObject({ value: 4 / 6, samples: 6 });
    expect(cell?.counts.truncated).toBe(4);
    expect(warnings).toEqual([
      'b.cot: 4 of 10 answers (40.0 %) were cut off by the token limit; a run with a larger --max-tokens gives them room. Of the others 66.7 % are right, of all 40.0 % (by exact)',
    ]);
  });

  it('keeps the finish reason as the server sent it', async () => {
    const { completions } = await runOf(1, () => ({ finishReason: 'model_length' }));
    expect(completions[0]).toMatchObject({ finish_reason: 'model_length' });
  });

  it('counts and tells of answers that a filter stopped', async () => {
    const { cell, warnings } = await runOf(4, number =>
      number === 0 ? { text: '', finishReason: 'content_filter' } : {},
    );
    expect(cell?.counts).toMatchObject({ truncated: 0, filtered: 1 });
    expect(warnings).toEqual([
      'b.cot: 1 of 4 answers (25.0 %) were stopped by a filter of the server, or refused by it',
    ]);
  });

  it('says that it is not known which answers were cut off', async () => {
    const { cell, warnings } = await runOf(3, () => ({ finishReason: null }));
    expect(cell?.counts).toMatchObject({ truncated: 0, unknown_ending: 3 });
    expect(cell?.completed).toBeUndefined();
    expect(warnings).toEqual([]);
  });
});

describe('the reason of a verdict', () => {
  it.each([
    [
      { text: 'so', finishReason: 'length' },
      'expected answer 0; cut off by the token limit (finish_reason "length")',
    ],
    [
      { text: 'no', finishReason: 'SAFETY' },
      'expected answer 0; stopped by the server\'s filter (finish_reason "SAFETY")',
    ],
    [{ text: 'no', finishReason: 'stop' }, 'expected answer 0'],
    [{ text: 'no', finishReason: 'max\u001b[31m_tokens' }, 'expected answer 0'],
  ])('of %j is: %s', async (answer, reason) => {
    const { verdicts } = await runOf(1, () => answer);
    expect(verdicts[0]).toMatchObject({ verdict: 'incorrect', reason });
  });

  it('of an answer that is all reasoning says so', async () => {
    const { verdicts } = await runOf(1, () => ({ text: '', reasoning: 'Is it 5?', finishReason: 'length' }));
    expect(verdicts[0]).toMatchObject({
      verdict: 'no-answer',
      reason: expect.stringMatching(
        /; the model reasoned and gave no answer; cut off by the token limit \(finish_reason "length"\)$/,
      ),
    });
  });

  it('of a right answer is left alone', async () => {
    const { verdicts } = await runOf(1, () => ({ finishReason: 'length' }));
    expect(verdicts[0]).toMatchObject({ verdict: 'correct', reason: expect.not.stringContaining('cut off') });
  });
});
