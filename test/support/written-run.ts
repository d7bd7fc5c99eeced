import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type Completion,
  encodeCompletion,
  encodeSampleRecord,
  encodeVerdict,
  type Manifest,
  type SampleRecord,
  type Verdict,
  verdictNames,
} from '../../src/core/index.ts';
import { addressOf } from '../../src/core/key.ts';
import {
  completionsPath,
  manifestPath,
  samplesPath,
  summaryPath,
  verdictsPath,
} from '../../src/run/layout.ts';

/** A run directory that no command has written: every record follows from its place, so that a size can be chosen. */
export type WrittenRun = {
  readonly directory: string;
  readonly model?: string;
  readonly samples: number;
  readonly trials: number;
  readonly graders?: readonly string[];
  /** Length of each completion, about; 200 when left out. */
  readonly characters?: number;
  /** What a completion says instead, by the place of its sample and its trial. */
  readonly text?: (sample: number, trial: number) => string;
  /** What a verdict is instead of one that follows from the place. */
  readonly verdict?: (sample: number, trial: number, grader: string) => Partial<Verdict>;
  readonly sample?: (sample: number) => Partial<SampleRecord>;
};

export const taskOfWritten = 'made.cot';

export const writeRun = async (run: WrittenRun): Promise<void> => {
  const { directory, samples, trials, graders = ['exact'] } = run;
  mkdirSync(directory, { recursive: true });
  writeFileSync(manifestPath(directory), JSON.stringify(manifestOf(run)));
  writeFileSync(
    summaryPath(directory),
    JSON.stringify({ cells: graders.map(grader => cellOf(run, grader)) }),
  );
  await writeLines(samplesPath(directory, taskOfWritten), function* () {
    for (let sample = 0; sample < samples; sample += 1) yield encodeSampleRecord(writtenSample(run, sample));
  });
  const each = function* <T>(record: (sample: number, trial: number) => T): Generator<T> {
    for (let sample = 0; sample < samples; sample += 1) {
      for (let trial = 0; trial < trials; trial += 1) yield record(sample, trial);
    }
  };
  await writeLines(completionsPath(directory, taskOfWritten), () =>
    each((sample, trial) => encodeCompletion(writtenCompletion(run, sample, trial))),
  );
  for (const grader of graders) {
    await writeLines(verdictsPath(directory, taskOfWritten, grader), () =>
      each((sample, trial) => encodeVerdict(writtenVerdict(run, sample, trial, grader))),
    );
  }
};

export const writtenSample = (run: WrittenRun, sample: number): SampleRecord => ({
  id: `s${sample}`,
  input: `What is ${sample} times 3?`,
  target: String(sample * 3),
  groups: { level: `level ${sample % 5}`, subject: sample % 2 === 0 ? 'algebra' : 'geometry' },
  prompt: { kind: 'chat', messages: [{ role: 'user', content: `What is ${sample} times 3? Think first.` }] },
  more: {},
  ...run.sample?.(sample),
});

export const writtenCompletion = (run: WrittenRun, sample: number, trial: number): Completion => ({
  ...addressOf('made', 'cot', writtenSample(run, sample).id, trial),
  promptSha256: sha256(`prompt ${sample}`),
  text: run.text?.(sample, trial) ?? longText(sample, trial, run.characters ?? 200),
  reasoning: null,
  finishReason: (sample + trial) % 17 === 0 ? 'length' : 'stop',
  usage: { inputTokens: 40, outputTokens: 100 + ((sample * 7 + trial) % 900), reasoningTokens: null },
  latencyMs: 500 + ((sample * 13 + trial) % 4000),
  model: run.model ?? 'made-model',
  error: null,
  prefill: null,
  form: 'chat',
});

export const writtenVerdict = (run: WrittenRun, sample: number, trial: number, grader: string): Verdict => {
  const place = (sample * 31 + trial * 7 + grader.length) % 10;
  const verdict = verdictNames[place < 6 ? 0 : place < 8 ? 1 : place < 9 ? 2 : 3] ?? 'correct';
  const extracted = verdict === 'no-answer' ? null : String(verdict === 'correct' ? sample * 3 : sample);
  return {
    ...addressOf('made', 'cot', writtenSample(run, sample).id, trial),
    grader,
    completionSha256: sha256(`text ${sample} ${trial}`),
    verdict,
    reason: `${extracted === null ? 'nothing' : `"${extracted}"`} was compared with "${sample * 3}" as numbers`,
    extracted,
    ...(extracted === null ? {} : { how: 'last \\boxed', span: [0, 4] as const }),
    outcome: null,
    durationMs: 0.25,
    ...run.verdict?.(sample, trial, grader),
  };
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Prose, formulas, line ends, quotes and letters beyond ASCII, about as often as models write them. */
const phrases = [
  'We add both sides and get $\\frac{a}{b} = c$.',
  '\n\nStep 2: "the remainder" must be even, so',
  ' naïve counting gives 3 · 4 = 12; ',
  'therefore the train needs 90 minutes for the way back.\n',
  '```python\nprint(sum(range(10)))\n```\n',
];

const longText = (sample: number, trial: number, characters: number): string => {
  let text = `Sample ${sample}, trial ${trial}. `;
  for (let place = sample + trial; text.length < characters; place += 1)
    text += phrases[place % phrases.length];
  return `${text}\nThe answer is \\boxed{${sample * 3}}.`;
};

const writeLines = async (path: string, records: () => Iterable<Record<string, unknown>>): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true });
  const file = createWriteStream(path, { highWaterMark: 1024 * 1024, flush: true });
  for (const record of records()) {
    if (!file.write(`${JSON.stringify(record)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
};

const manifestOf = ({ model = 'made-model', trials, graders = ['exact'] }: WrittenRun): Manifest => ({
  eurus_eval: '0.0.0',
  created_at: '2026-01-02T03:04:05.000Z',
  identity: {
    ...{ backend: 'openai-api', model, endpoint: 'http://127.0.0.1:1/v1', api: 'chat' },
    ...{ settings: {}, system: null, seed: null },
  },
  benchmarks: {
    [taskOfWritten]: {
      version: 1,
      generation: { max_tokens: 1024, temperature: 0, top_p: 1, stop: [] },
      data: {},
      prefill: null,
    },
  },
  selection: { [taskOfWritten]: { trials, limit: null, ids: null, graders } },
  environment: { node: 'v24.0.0', platform: 'linux x64', sandbox: null },
});

const cellOf = (run: WrittenRun, grader: string) => {
  const counts = { correct: 0, incorrect: 0, 'no-answer': 0, unscored: 0, truncated: 0 };
  for (let sample = 0; sample < run.samples; sample += 1) {
    for (let trial = 0; trial < run.trials; trial += 1) {
      counts[writtenVerdict(run, sample, trial, grader).verdict] += 1;
    }
  }
  const value = counts.correct / (run.samples * run.trials);
  const metric = { value, stderr: 0.01, ci95: [value - 0.02, value + 0.02], samples: run.samples };
  return {
    ...{ benchmark: 'made', protocol: 'cot', grader, counts, groups: {}, duration_s: 1 },
    metrics: { 'pass@1': { ...metric, trials: run.trials } },
    tokens: { input: null, output: null, reasoning: null },
  };
};
