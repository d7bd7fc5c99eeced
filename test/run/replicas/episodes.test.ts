import { expect, it } from 'vitest';
import { run } from '../../../src/run/index.ts';
import { episodeOptions, turnsFile } from '../episode-play.ts';
import { turnsProtocol } from '../fake-episodes.ts';
import { fakeBackend, generated } from '../fakes.ts';
import { completionsFile, records } from '../files.ts';

it('each turn of an episode says which of several servers answered, and the completion who was the last', async () => {
  const said = [
    ['code: 1', 'http://a.test/v1'],
    ['x', 'http://b.test/v1'],
    ['answer: answer 0', 'http://a.test/v1'],
  ] as const;
  let turn = 0;
  const backend = fakeBackend(() => {
    const [text, endpoint] = said[turn] ?? ['too many', ''];
    turn += 1;
    return generated(text, { endpoint });
  });
  const { options } = await episodeOptions(1, { backend }, turnsProtocol());
  await run(options);
  const replies = (await records(options.directory, turnsFile)).filter(({ record }) => record === 'reply');
  expect(replies.map(({ endpoint }) => endpoint)).toEqual(said.map(([, endpoint]) => endpoint));
  const [completion] = await records(options.directory, completionsFile);
  expect(completion).toMatchObject({ endpoint: 'http://a.test/v1', episode: { turns: 3, ended: 'solved' } });
});
