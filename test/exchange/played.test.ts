import { expect, it } from 'vitest';
import { exportFormats } from '../../src/exchange/index.ts';
import { openRun } from '../../src/record/index.ts';
import { run } from '../../src/run/index.ts';
import { type PairRow, paperPairs, type SftRow } from '../../src/tree/index.ts';
import { episodeOptions, rightAnswer, turnOf } from '../run/episode-play.ts';
import { turnsProtocol } from '../run/fake-episodes.ts';
import { fakeBackend, fakeBenchmark, fakeTask, generated } from '../run/fakes.ts';

const right = rightAnswer('s0');

/** By trial: what is said turn by turn. */
const lines: readonly (readonly string[])[] = [
  ['code: 1', right],
  ['answer: a', right],
  ['code: 1', 'answer: b', 'answer: c'],
];

it('makes pairs of episodes as they were played, in the dialogue that the model was shown', async () => {
  const backend = fakeBackend(request => generated(lines[request.trial]?.[turnOf(request) - 1] ?? ''));
  const selection = { trials: lines.length, limit: null, ids: null };
  const { options } = await episodeOptions(1, { backend, selection });
  await run(options);
  const training = {
    ...{ ...paperPairs, history: true, allowTestSplit: true },
    about: () => ({ domain: 'math', split: 'test' }) as const,
  };
  const rows: PairRow[] = [];
  for await (const line of exportFormats.preferences.lines({
    ...{ runs: [await openRun(options.directory)], wanted: () => true, out: '', version: '0' },
    training,
  })) {
    rows.push(JSON.parse(line));
  }
  const told = rows.map(({ provenance, trajectory, chosen, rejected }) => [
    ...[provenance.pair, trajectory.length, chosen, rejected],
  ]);
  expect(told).toEqual([
    ['trajectory', 1, 'code: 1', 'answer: a'],
    ['trajectory', 3, right, 'answer: b'],
    ['action', 1, right, 'answer: c'],
    ['action', 1, right, 'answer: a'],
  ]);
  const shown = backend.requests.map(({ prompt }) =>
    prompt.kind === 'chat'
      ? prompt.messages.map(({ role, content }) => ({ from: role, value: content }))
      : [],
  );
  for (const { trajectory } of rows) expect(shown).toContainEqual(trajectory);
});

it('makes one tree of an instruction that was asked in several numbers of turns', async () => {
  const names = ['cot-turns1', 'cot-turns2'];
  const protocols = Object.fromEntries(names.map(name => [name, turnsProtocol()]));
  const benchmark = fakeBenchmark('b', 1, { protocols });
  const tasks = names.map(name => fakeTask(benchmark, ['said'], name));
  const backend = fakeBackend(() => generated(right));
  const { options } = await episodeOptions(1, { backend, tasks });
  await run(options);
  const rows: SftRow[] = [];
  for await (const line of exportFormats.sft.lines({
    ...{ runs: [await openRun(options.directory)], wanted: () => true, out: '', version: '0' },
    training: {
      ...{ ...paperPairs, history: true, allowTestSplit: true },
      about: () => ({ domain: 'math', split: 'test' }) as const,
    },
  })) {
    rows.push(JSON.parse(line));
  }
  expect(rows.map(({ provenance }) => provenance.response.trials.map(({ key }) => key))).toEqual([
    ['b.cot-turns1/s0/0', 'b.cot-turns2/s0/0'],
  ]);
});
