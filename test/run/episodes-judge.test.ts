import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  type Completion,
  decodeCompletion,
  type EpisodeRecord,
  noUsage,
} from '../../src/core/index.ts';
import { completionSha256 } from '../../src/run/canonical.ts';
import { run, scoreDirectory } from '../../src/run/index.ts';
import { judge } from '../../src/run/judge.ts';
import { episodeOptions, saidFile, solver } from './episode-play.ts';
import { said } from './fake-episodes.ts';
import { fakeBackend, noSandbox } from './fakes.ts';
import { completionsFile, records } from './files.ts';

const completionOf = (episode: EpisodeRecord, more: Partial<Completion> = {}): Completion => ({
  ...addressOf('b', 'cot', 's1', 0),
  promptSha256: null,
  text: 'the last reply',
  reasoning: null,
  finishReason: 'stop',
  usage: noUsage,
  latencyMs: null,
  model: 'm',
  error: null,
  prefill: null,
  form: 'chat',
  episode,
  ...more,
});

const episode = (...texts: readonly string[]): EpisodeRecord => ({
  turns: 5,
  ended: 'max-steps',
  proposals: texts.map((text, index) => ({ turn: index + 2, text: `answer: ${text}` })),
});

const judged = (completion: Completion) =>
  judge(completion, { id: 's1', input: 'q', target: 'right' }, { name: 'said', grader: said }, async () => {
    throw new Error('nothing runs');
  });

describe('an episode', () => {
  it.each([
    ['is right by its first proposal that is', ['no', 'right', 'no'], 'correct', 3, 'turn 3: equal', 'right'],
    ['is wrong by its last one', ['no', 'never'], 'incorrect', 3, 'turn 3: expected right', 'never'],
    [
      'is right although one before could not be judged',
      ['odd', 'right'],
      'correct',
      3,
      'turn 3: equal',
      'right',
    ],
    [
      'is unscored where one that could not be judged may have been right',
      ['odd', 'no'],
      'unscored',
      2,
      'turn 2: the grader failed: a bug of ours',
      'odd',
    ],
  ])('%s', async (_name, texts, verdict, turn, reason, extracted) => {
    expect(await judged(completionOf(episode(...texts)))).toMatchObject({ verdict, turn, reason, extracted });
  });

  it('is no answer where nothing was proposed, and says how it ended', async () => {
    const verdict = await judged(completionOf({ turns: 3, ended: 'too-long', proposals: [] }));
    expect(verdict).toMatchObject({
      ...{ verdict: 'no-answer', reason: '3 turns, no proposal; ended at too-long', extracted: null },
    });
    expect(verdict).not.toHaveProperty('turn');
  });

  it('says of a proposal only what is known of its own reply', async () => {
    const cut = completionOf(episode('no'), { finishReason: 'length' });
    expect((await judged(cut)).reason).toBe('turn 2: expected right');
    const last = { turns: 2, ended: 'max-proposals', proposals: [{ turn: 2, text: 'answer: no' }] } as const;
    expect((await judged(completionOf(last, { finishReason: 'length' }))).reason).toBe(
      'turn 2: expected right; cut off by the token limit (finish_reason "length")',
    );
  });

  it('has another hash with other proposals, and that of one turn stays what it was', () => {
    const { episode: _, ...single } = completionOf(episode());
    const hashes = [
      single,
      completionOf(episode()),
      completionOf(episode('a')),
      completionOf(episode('b')),
      completionOf({ ...episode('a'), ended: 'max-proposals' }),
    ].map(completionSha256);
    expect(new Set(hashes).size).toBe(5);
    const plain =
      '{"error":null,"finishReason":"stop","form":"chat","prefill":null,"reasoning":null,"text":"the last reply"}';
    expect(hashes[0]).toBe(createHash('sha256').update(plain).digest('hex'));
  });
});

describe('episodes on disk', () => {
  const played = async () => {
    const { options } = await episodeOptions(7, { backend: solver(place => place + 1) });
    return { options, result: await run(options) };
  };

  it('are judged again from their completions alone, with the same numbers', async () => {
    const { options, result } = await played();
    const { directory, data, tasks } = options;
    const before = await records(directory, saidFile);
    for (const lost of ['verdicts', 'turns', 'summary.json'])
      await rm(join(directory, lost), { recursive: true });
    const again = await scoreDirectory({
      ...{ directory, data, tasks, version: '0', scoreConcurrency: 2, openSandbox: noSandbox },
    });
    expect(again.summary.cells[0]?.metrics).toEqual(result.summary.cells[0]?.metrics);
    expect(again.summary.cells[0]?.metrics['within@3']?.value).toBeCloseTo(3 / 7, 12);
    const after = await records(directory, saidFile);
    const comparable = (found: typeof after) =>
      found
        .map(({ duration_ms: _, ...rest }) => rest)
        .toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
    expect(comparable(after)).toEqual(comparable(before));
  });

  it('keep the verdicts whose completions they are', async () => {
    const { options } = await played();
    const backend = fakeBackend();
    const before = await readFile(join(options.directory, saidFile), 'utf8');
    await run({ ...options, backend });
    expect(await readFile(join(options.directory, saidFile), 'utf8')).toBe(before);
    // A verdict on other proposals of the same key says nothing.
    const text = await readFile(join(options.directory, completionsFile), 'utf8');
    const other = text.replace('"answer: answer 0"}]', '"answer: answer 9"}]');
    expect(other).not.toBe(text);
    await writeFile(join(options.directory, completionsFile), other);
    const { summary } = await run({ ...options, backend });
    expect(backend.asked).toEqual([]);
    expect(summary.cells[0]?.metrics['within@1']?.value).toBe(0);
  });

  it('name turns and their end in a form that is read again', async () => {
    const { options } = await played();
    const found = await records(options.directory, completionsFile);
    const completions = found.map(decodeCompletion);
    expect(completions.map(completion => completion?.episode?.turns).toSorted()).toEqual([
      1, 2, 3, 4, 5, 5, 5,
    ]);
  });
});
