import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type Backend,
  type Benchmark,
  correct,
  type DataSource,
  EurusError,
  type Execution,
  found,
  type Generated,
  type GenerateRequest,
  type Grader,
  incorrect,
  noAnswer,
  notFound,
  type Protocol,
  type Sample,
  type Sandbox,
  userTurn,
} from '../../src/core/index.ts';
import type { RunOptions, Task } from '../../src/run/index.ts';

/** Correct when the answer is the target; no answer when it is empty. */
export const exact: Grader = {
  title: 'the whole text',
  version: 1,
  extract: ({ text }) => (text === '' ? notFound('the answer is empty') : found(text, 'the whole text')),
  score: ({ sample, extraction }) => {
    if (!extraction.found) return noAnswer(extraction.why);
    return extraction.value === sample.target ? correct('equal') : incorrect(`expected ${sample.target}`);
  },
};

/** Correct when the target stands anywhere in the answer. */
export const contains: Grader = {
  ...exact,
  title: 'anywhere',
  score: ({ sample, completion }) =>
    completion.text.includes(sample.target) ? correct('found') : incorrect('not found'),
};

/** As `exact`, but cannot judge the answer `odd`. @param onJudge told of each sample that is judged */
export const picky = (onJudge: (id: string) => void = () => {}): Grader => ({
  ...exact,
  score: (attempt, execute) => {
    onJudge(attempt.sample.id);
    if (attempt.completion.text === 'odd') throw new Error('a bug of ours');
    return exact.score(attempt, execute);
  },
});

/** Runs the answer as a program; correct when it finishes. */
export const runs: Grader = {
  ...exact,
  title: 'runs',
  runsCode: true,
  score: async ({ completion }, execute) => {
    const limits = { timeoutMs: 1000, memoryMb: 64, maxOutputBytes: 1000 };
    const { outcome } = await execute({ language: 'python', code: completion.text, limits });
    return outcome === 'finished' ? correct('ran', outcome) : incorrect(outcome, outcome);
  },
};

export const greedyProtocol: Protocol = {
  title: 'asks',
  generation: { maxTokens: 64, temperature: 0, topP: 1, stop: [] },
  prompt: sample => userTurn(sample.input),
  headline: 'exact',
  graders: { exact, contains, runs },
};

/** `greedyProtocol` with graders of one's own, as the protocols of a benchmark. */
export const gradedBy = (graders: Protocol['graders'], more: Partial<Protocol> = {}) => ({
  cot: { ...greedyProtocol, ...more, graders },
});

/** A benchmark of `count` samples `s0`, `s1`, …; the answer to `s7` is `answer 7`. */
export const fakeBenchmark = (
  id: string,
  count: number,
  more: Partial<Benchmark> & { readonly sha256?: string } = {},
): Benchmark => ({
  id,
  title: id,
  domain: 'math',
  version: 1,
  dataset: {
    files: [
      {
        path: `${id}/test.jsonl`,
        url: 'http://127.0.0.1/none',
        sha256: more.sha256 ?? createHash('sha256').update(id).digest('hex'),
        bytes: 1,
        source: 'none/none',
        licence: 'MIT',
      },
    ],
    count,
    async *rows() {
      for (let index = 0; index < count; index += 1) {
        yield { file: `${id}.jsonl`, index, line: index + 1, value: index };
      }
    },
  },
  sample: ({ value }): Sample => ({
    id: `s${value}`,
    input: `question ${value}`,
    target: `answer ${value}`,
    groups: { half: Number(value) % 2 === 0 ? 'even' : 'odd' },
  }),
  protocols: { cot: greedyProtocol },
  ...more,
});

export const fakeTask = (
  benchmark: Benchmark,
  graders: readonly string[] = ['exact'],
  protocolName = 'cot',
): Task => {
  const protocol = benchmark.protocols[protocolName];
  if (protocol === undefined) throw new Error(`no protocol ${protocolName}`);
  return { benchmark, protocolName, protocol, graders };
};

export const fakeData: DataSource = {
  complete: true,
  has: () => true,
  nameOf: file => file.path,
  open: () => {
    throw new Error('fake datasets open nothing');
  },
};

export const generated = (text: string, more: Partial<Generated> = {}): Generated => ({
  text,
  reasoning: null,
  finishReason: 'stop',
  usage: { inputTokens: 10, outputTokens: 5, reasoningTokens: null },
  model: 'fake-1',
  latencyMs: 2,
  retries: 0,
  prefill: null,
  ...more,
});

export const rightText = ({ id }: GenerateRequest): string => id.replace('s', 'answer ');

export type FakeBackend = Backend & {
  /** Keys in the order they were asked. */
  readonly asked: string[];
  readonly requests: GenerateRequest[];
};

/** Answers by a function; right answers when there is none. */
export const fakeBackend = (
  answer: (request: GenerateRequest, signal?: AbortSignal) => Generated | Promise<Generated> = request =>
    generated(rightText(request)),
  more: Partial<Backend> = {},
): FakeBackend => {
  const requests: GenerateRequest[] = [];
  const asked: string[] = [];
  return {
    name: 'fake',
    model: 'fake-model',
    endpoint: 'http://127.0.0.1:1/v1',
    api: 'chat',
    prefill: 'assistant-message',
    settings: {},
    asked,
    requests,
    prepare: () => ({ method: 'POST', url: 'http://127.0.0.1:1/v1', body: {} }),
    generate: async (request, context) => {
      requests.push(request);
      asked.push(request.key);
      return answer(request, context?.signal);
    },
    close: async () => {},
    ...more,
  };
};

const execution = (outcome: Execution['outcome']): Execution => ({
  outcome,
  error: null,
  stdout: '',
  stderr: '',
  missingModule: null,
  durationMs: 1,
  cpuMs: null,
  peakMemoryMb: null,
  sandbox: 'wasm',
  python: '3.0.0',
});

export type FakeSandbox = Sandbox & { opened: number; closed: number; ran: number };

/** Programs that hold the word `answer` finish, others raise. */
export const fakeSandbox = (
  run: (code: string) => Execution['outcome'] | Promise<Execution['outcome']> = code =>
    code.includes('answer') ? 'finished' : 'raised',
): FakeSandbox => {
  const sandbox: FakeSandbox = {
    name: 'wasm',
    workers: 2,
    python: '3.0.0',
    opened: 0,
    closed: 0,
    ran: 0,
    run: async program => {
      sandbox.ran += 1;
      return execution(await run(String(program.code)));
    },
    close: async () => {
      sandbox.closed += 1;
    },
  };
  return sandbox;
};

export const noSandbox = async (): Promise<Sandbox> => {
  throw new EurusError('SANDBOX_MISSING', 'there is no sandbox here');
};

/** Options of a run of one task; change what a test is about. */
export const runOptions = (directory: string, more: Partial<RunOptions> = {}): RunOptions => ({
  directory: join(directory, 'run'),
  version: '0.0.0-test',
  tasks: [fakeTask(fakeBenchmark('b', 20))],
  selection: { trials: 1, limit: null, ids: null },
  backend: fakeBackend(),
  data: fakeData,
  overrides: {},
  system: null,
  seed: null,
  openSandbox: noSandbox,
  concurrency: 4,
  scoreConcurrency: 2,
  ...more,
});
