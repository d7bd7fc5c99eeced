import { type Key, type Prompt, type Sample, withoutPrefill } from '../../src/core/index.ts';
import { addressOf } from '../../src/core/key.ts';
import { dataDirectory } from '../../src/dataset/index.ts';
import { createBackend } from '../../src/model/index.ts';
import type { Task } from '../../src/run/index.ts';
import { type ScriptedAnswer, type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { goldAnswers } from './gold/index.ts';
import { dataDirectory as dataRoot } from './requires.ts';

export type GoldServerOptions = {
  readonly tasks: readonly Pick<Task, 'benchmark' | 'protocolName' | 'protocol'>[];
  readonly api: 'chat' | 'completions';
  /** Provider part of `--model`; it decides how a prefill is asked for. */
  readonly provider: string;
  /** True for keys that are to be answered wrongly. */
  readonly wrong?: (key: Key, index: number) => boolean;
  readonly latencyMs?: number;
  /** Whether the server gives log-probabilities to those who ask (default false). */
  readonly logprobs?: boolean;
  /** How many samples of each task it knows, the first ones (default all). */
  readonly first?: number;
};

/**
 * A loopback server that knows the right answer to every sample of the real data, found by the exact
 * request body. Equal requests (duplicate questions) are answered in the order of the samples.
 */
export const startGoldServer = async (options: GoldServerOptions): Promise<ScriptedServer> => {
  const { tasks, api, provider, wrong = () => false, latencyMs = 0, logprobs = false } = options;
  const { first = Number.POSITIVE_INFINITY } = options;
  const backend = createBackend({
    model: `${provider}/gold`,
    baseUrl: 'http://127.0.0.1:9/v1',
    api,
    apiKeyEnv: null,
    env: {},
    stream: false,
    chatTemplate: null,
    timeoutMs: 1000,
    maxRetries: 0,
    concurrency: 1,
  });
  const data = dataDirectory(dataRoot);
  const answers = new Map<string, Said[]>();
  for (const { benchmark, protocolName, protocol } of tasks) {
    const gold = goldAnswers[benchmark.id];
    if (gold === undefined) throw new Error(`the gold server has no answers for ${benchmark.id}`);
    const shots = await firstSamples(benchmark, protocol.shots ?? 0);
    let index = 0;
    for await (const row of benchmark.dataset.rows(data)) {
      if (index === first) break;
      const sample = benchmark.sample(row);
      const address = addressOf(benchmark.id, protocolName, sample.id, 0);
      const prompt = protocol.prompt(sample, shots);
      const sent: Prompt = backend.prefill === 'none' ? withoutPrefill(prompt) : prompt;
      const { body } = backend.prepare({
        ...address,
        prompt: sent,
        generation: protocol.generation,
        seed: null,
      });
      const right = !wrong(address.key, index);
      const answer = right ? gold.right(sample, protocolName) : gold.wrong(sample, protocolName);
      // The completions API continues the text: what it already holds of the answer is not said again.
      const said = api === 'completions' && sent.kind === 'chat' ? (sent.prefill ?? '').trimStart() : '';
      const text = answer.startsWith(said) ? answer.slice(said.length) : answer;
      const likely = logprobs ? gold.logprobs?.(sample, right) : undefined;
      const rest = likely === undefined ? text : { text, logprobs: likely };
      const asked = identityOf(body);
      const queue = answers.get(asked);
      if (queue) queue.push(rest);
      else answers.set(asked, [rest]);
      index += 1;
    }
  }
  await backend.close();
  return startServer({
    models: ['gold'],
    latencyMs,
    answer: ({ body }) => {
      const queue = answers.get(identityOf(body));
      if (!queue)
        return { status: 400, body: { error: { message: 'the gold server does not know this prompt' } } };
      return queue.length > 1 ? (queue.shift() ?? '') : (queue[0] ?? '');
    },
  });
};

/** A text, or a text with its log-probabilities. */
type Said = Exclude<ScriptedAnswer, { status: number } | { fault: string }>;

const firstSamples = async (benchmark: Task['benchmark'], count: number): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  if (count === 0 || !benchmark.shots) return samples;
  for await (const row of benchmark.shots.rows(dataDirectory(dataRoot))) {
    samples.push(benchmark.sample(row));
    if (samples.length === count) break;
  }
  return samples;
};

/** What makes two requests the same question: messages or prompt. */
const identityOf = (body: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(body.messages ?? body.prompt);
