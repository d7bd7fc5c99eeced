import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../benchmarks/index.ts';
import { goldenCompletion } from '../../src/adapter/golden.ts';
import type { Benchmark, Completion, Protocol } from '../../src/core/index.ts';
import { shippedSamples, shippedShots } from './support.ts';

/** Graders that look for the answer behind the reasoning; docs/graders.md names them. */
const stripping = ['evalplus-base', 'evalplus-plus', 'openai', 'strict'];

const neverClosed = '<think>Is it \\boxed{1}? The answer is A, or\n```python\nprint(1)\n';

const sampleOf = async (benchmark: Benchmark) => {
  const [sample] = (await shippedSamples(benchmark)).values();
  if (sample === undefined) throw new Error(`${benchmark.id} ships no sample`);
  return sample;
};

/** Protocols that ask as a conversation: a text to be continued is for base models. */
const chatProtocols = async (benchmark: Benchmark): Promise<readonly (readonly [string, Protocol])[]> => {
  const sample = await sampleOf(benchmark);
  const chats: (readonly [string, Protocol])[] = [];
  for (const [name, protocol] of Object.entries(benchmark.protocols)) {
    const shots = await shippedShots(benchmark, protocol.shots ?? 0);
    if (protocol.prompt(sample, shots).kind === 'chat') chats.push([name, protocol]);
  }
  return chats;
};

const extractionOf = async (benchmark: Benchmark, protocol: string, grader: string, text: string) => {
  const sample = await sampleOf(benchmark);
  const completion: Completion = goldenCompletion(benchmark, protocol, {
    ...{ case: 'c', protocols: [protocol], id: sample.id, text, verdicts: {} },
  });
  return benchmark.protocols[protocol]?.graders[grader]?.extract(completion, sample);
};

describe.each(benchmarks.map(benchmark => [benchmark.id, benchmark] as const))('%s', (id, benchmark) => {
  it('finds no answer in reasoning that was never closed, and says so', async () => {
    for (const [name, { graders }] of await chatProtocols(benchmark)) {
      for (const grader of Object.keys(graders)) {
        const extraction = await extractionOf(benchmark, name, grader, neverClosed);
        // GSM8K's `openai` is the rule of its repository.
        const strips = stripping.includes(grader) && !(id === 'gsm8k' && grader === 'openai');
        const says = extraction?.found === false && extraction.why === 'the reasoning was never closed';
        expect(says, `${name} ${grader}`).toBe(strips);
      }
    }
  });
});

describe('strict of mmlu', () => {
  const logprobs = {
    token: '<think>',
    top: [
      ['<think>', -0.1],
      [' C', -9],
    ],
  } as const;
  it.each([
    ['the letter behind the reasoning', '<think>Is it A?</think>\nB', null, 'B'],
    ['the letter where the server keeps the reasoning apart', 'B', 'Is it A?', 'B'],
    ['the likeliest letter where nothing was reasoned', 'B', null, 'C'],
  ])('takes %s', async (_, text, reasoning, value) => {
    const benchmark = benchmarks.find(({ id }) => id === 'mmlu');
    if (benchmark === undefined) throw new Error('there is no mmlu');
    const sample = await sampleOf(benchmark);
    const [name = '', protocol] =
      Object.entries(benchmark.protocols).find(([, { graders }]) => 'strict' in graders) ?? [];
    const golden = { case: 'c', protocols: [name], id: sample.id, text, verdicts: {} };
    const completion: Completion = { ...goldenCompletion(benchmark, name, golden), reasoning, logprobs };
    expect(protocol?.graders.strict?.extract(completion, sample)).toMatchObject({ found: true, value });
  });
});
