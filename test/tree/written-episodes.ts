import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Action,
  addressOf,
  type Completion,
  encodeCompletion,
  encodeSampleRecord,
  encodeTurn,
  encodeVerdict,
  type Manifest,
  noUsage,
  type Turn,
  type Verdict,
  type VerdictName,
} from '../../src/core/index.ts';
import {
  completionsPath,
  manifestPath,
  samplesPath,
  summaryPath,
  turnsPath,
  verdictsPath,
} from '../../src/run/layout.ts';

/** A turn of an episode: what was replied, and what the grader says of it where it is an answer. */
export type WrittenTurn = {
  readonly text: string;
  /** An answer when there is one. */
  readonly verdict?: VerdictName;
  readonly kind?: Action['kind'];
  /** The user turn that follows; `after <text>` when left out. */
  readonly next?: string;
};

export type WrittenEpisode = {
  readonly id: string;
  readonly trial: number;
  readonly turns: readonly WrittenTurn[];
};

export type WrittenEpisodes = {
  readonly directory: string;
  readonly episodes: readonly WrittenEpisode[];
  readonly model?: string;
  readonly adapters?: Manifest['adapters'];
  /** Order in which the lines of each file stand. */
  readonly order?: (lines: readonly string[], file: string) => readonly string[];
  /** One turn an answer, without a file of turns. */
  readonly single?: boolean;
};

export const episodesTask = 'made.cot';

/** A run directory of episodes, with the verdicts that follow from them as graders give them. */
export const writeEpisodes = (written: WrittenEpisodes): void => {
  const { directory, episodes, order = lines => lines } = written;
  const put = (path: string, records: readonly Record<string, unknown>[]): void => {
    mkdirSync(dirname(path), { recursive: true });
    const lines = order(
      records.map(record => JSON.stringify(record)),
      path,
    );
    writeFileSync(path, lines.map(line => `${line}\n`).join(''));
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(manifestPath(directory), JSON.stringify(manifestOf(written)));
  writeFileSync(summaryPath(directory), JSON.stringify({ cells: [] }));
  // The order of the data: samples are no matter of chance.
  mkdirSync(join(directory, 'samples'), { recursive: true });
  writeFileSync(
    samplesPath(directory, episodesTask),
    [...new Set(episodes.map(({ id }) => id))].map(id => `${JSON.stringify(sampleOf(id))}\n`).join(''),
  );
  put(
    completionsPath(directory, episodesTask),
    episodes.map(one => encodeCompletion(completionOf(one, written))),
  );
  put(
    verdictsPath(directory, episodesTask, 'strict'),
    episodes.map(one => encodeVerdict(verdictOf(one, written))),
  );
  if (written.single !== true) {
    mkdirSync(join(directory, 'turns'), { recursive: true });
    // Turns of one episode keep their order; episodes do not.
    const blocks = episodes.map(one =>
      turnsOf(one)
        .map(turn => JSON.stringify(encodeTurn(turn)))
        .join('\n'),
    );
    writeFileSync(
      turnsPath(directory, episodesTask),
      order(blocks, 'turns')
        .map(block => `${block}\n`)
        .join(''),
    );
  }
};

const sampleOf = (id: string) =>
  encodeSampleRecord({
    ...{ id, input: `question ${id}`, target: 'right', groups: {}, more: {} },
    prompt: { kind: 'chat', messages: [{ role: 'user', content: `question ${id}` }] },
  });

const completionOf = (
  { id, trial, turns }: WrittenEpisode,
  { model = 'm', single }: WrittenEpisodes,
): Completion => {
  const proposals = turns.flatMap(({ text, verdict }, index) =>
    verdict === undefined ? [] : [{ turn: index + 1, text }],
  );
  return {
    ...addressOf('made', 'cot', id, trial),
    ...{ promptSha256: null, text: turns.at(-1)?.text ?? '', reasoning: null, finishReason: 'stop' },
    ...{ usage: noUsage, latencyMs: null, model, error: null, prefill: null, form: 'chat' },
    ...(single === true ? {} : { episode: { turns: turns.length, ended: 'max-steps', proposals } }),
  };
};

/** The first answer that is right decides, else one that could not be judged, else the last. */
const verdictOf = ({ id, trial, turns }: WrittenEpisode, { single }: WrittenEpisodes): Verdict => {
  const judged = turns.flatMap(({ verdict }, index) =>
    verdict === undefined ? [] : [{ verdict, turn: index + 1 }],
  );
  const decides =
    judged.find(({ verdict }) => verdict === 'correct') ??
    judged.find(({ verdict }) => verdict === 'unscored') ??
    judged.at(-1);
  return {
    ...addressOf('made', 'cot', id, trial),
    ...{ grader: 'strict', completionSha256: '', verdict: decides?.verdict ?? 'no-answer' },
    ...{ reason: `it is ${decides?.verdict ?? 'no-answer'}`, extracted: null, outcome: null, durationMs: 0 },
    ...(decides === undefined || single === true ? {} : { turn: decides.turn }),
  };
};

export const turnsOf = ({ id, trial, turns }: WrittenEpisode): readonly Turn[] =>
  turns.flatMap(({ text, verdict, kind, next }, index): readonly Turn[] => {
    const address = { ...addressOf('made', 'cot', id, trial), turn: index + 1 };
    const isLast = index === turns.length - 1;
    return [
      {
        ...{ ...address, record: 'reply', promptSha256: '', text, reasoning: null, finishReason: 'stop' },
        ...{ usage: noUsage, latencyMs: null, model: 'm' },
      },
      {
        ...{ ...address, record: 'effect', observation: 'shown' },
        action: actionOf(text, kind ?? (verdict === undefined ? 'code' : 'proposal')),
        ...{ next: isLast ? null : (next ?? `after ${text}`), ended: isLast ? 'max-steps' : null },
      },
    ];
  });

const actionOf = (text: string, kind: Action['kind']): Action =>
  kind === 'nothing' ? { kind, why: 'not understood' } : { kind, text };

const manifestOf = ({ model = 'm', adapters }: WrittenEpisodes): Manifest => ({
  ...{ eurus_eval: '0.0.0', created_at: '2026-01-02T03:04:05.000Z' },
  identity: {
    ...{ backend: 'openai-api', model, endpoint: 'http://127.0.0.1:1/v1', api: 'chat' },
    ...{ settings: {}, system: null, seed: null },
  },
  benchmarks: {
    [episodesTask]: {
      ...{ version: 1, data: {}, prefill: null },
      generation: { max_tokens: 1024, temperature: 0, top_p: 1, stop: [] },
    },
  },
  selection: { [episodesTask]: { trials: 1, limit: null, ids: null, graders: ['strict'] } },
  environment: { node: 'v24.0.0', platform: 'linux x64', sandbox: null },
  ...(adapters === undefined ? {} : { adapters }),
});
