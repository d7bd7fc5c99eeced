/**
 * Puts answers of 8,000 characters through the pipeline, by way of a directory, and prints the peak memory of this
 * process in MiB: `memory.fixture.ts run|score DIRECTORY COUNT`.
 */
import { addressOf } from '../../src/core/index.ts';
import { type RecordedCompletion, run, scoreRecorded } from '../../src/run/index.ts';
import {
  contains,
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  generated,
  greedyProtocol,
  noSandbox,
} from './fake-parts.ts';

const [mode, directory = '', answersGiven] = process.argv.slice(2);
const count = Number(answersGiven);
const text = (id: string): string => `${id.replace('s', 'answer ')} `.repeat(1000).slice(0, 8000);
const protocols = { cot: { ...greedyProtocol, graders: { exact, contains } } };
const tasks = [fakeTask(fakeBenchmark('b', count, { protocols }), ['contains', 'exact'])];

async function* answers(): AsyncGenerator<RecordedCompletion> {
  for (let i = 0; i < count; i += 1) {
    yield {
      ...addressOf('b', 'cot', `s${i}`, 0),
      ...{ promptSha256: null, text: text(`s${i}`), reasoning: null, finishReason: null, latencyMs: null },
      usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
      ...{ model: 'm', error: null, prefill: null, form: 'chat' as const },
    };
  }
}

const common = {
  directory,
  tasks,
  version: '0',
  data: fakeData,
  openSandbox: noSandbox,
  scoreConcurrency: 4,
};
const { completed } =
  mode === 'run'
    ? await run({
        ...common,
        selection: { trials: 1, limit: null, ids: null },
        // Not the fake's own `generate`: it remembers every request.
        backend: { ...fakeBackend(), generate: async ({ id }) => generated(text(id)) },
        ...{ overrides: {}, system: null, seed: null, concurrency: 64 },
      })
    : await scoreRecorded({ ...common, completions: answers() });
console.log(JSON.stringify({ completed, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
