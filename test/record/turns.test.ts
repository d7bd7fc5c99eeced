import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeTurn, type Turn } from '../../src/core/index.ts';
import { newestTurns } from '../../src/record/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { turnsOf } from '../tree/written-episodes.ts';

const episode = (...texts: readonly string[]): readonly Turn[] =>
  turnsOf({ id: 's', trial: 0, turns: texts.map(text => ({ text, verdict: 'incorrect' })) });

const read = async (records: readonly Turn[], rest = ''): Promise<unknown> => {
  const path = join(temporaryFolder(), 'turns.jsonl');
  writeFileSync(path, records.map(turn => `${JSON.stringify(encodeTurn(turn))}\n`).join('') + rest);
  const turns = await newestTurns(path, turn => (turn.record === 'reply' ? turn.text : turn.next));
  return [...turns.values()].map(all => all.map(({ turn, reply, effect }) => [turn, reply, effect]));
};

describe('the turns of a run', () => {
  it('are in order, each with what came of it', async () => {
    expect(await read(episode('a', 'b'))).toEqual([
      [
        [1, 'a', 'after a'],
        [2, 'b', null],
      ],
    ]);
  });

  it('begin anew with a reply: later turns of the episode before no longer count', async () => {
    expect(await read([...episode('a', 'b', 'c'), ...episode('a', 'x').slice(2, 3)])).toEqual([
      [
        [1, 'a', 'after a'],
        [2, 'x', null],
      ],
    ]);
    expect(await read([...episode('a', 'b', 'c'), ...episode('d')])).toEqual([[[1, 'd', null]]]);
  });

  it('have no effect of an earlier reply', async () => {
    const [reply, effect] = episode('a', 'b') as [Turn, Turn];
    const [again] = episode('z') as [Turn];
    expect(await read([reply, effect, again])).toEqual([[[1, 'z', null]]]);
    expect(await read([effect, reply])).toEqual([[[1, 'a', null]]]);
  });

  it('pass over a line that a kill has cut off', async () => {
    expect(await read(episode('a'), '{"key":"made')).toEqual([[[1, 'a', null]]]);
  });

  it('refuse any other line that is no turn, by its place', async () => {
    await expect(read(episode('a'), '{"key":1}\n')).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('turns.jsonl:3'),
    });
  });

  it('are none without a file', async () => {
    expect(await newestTurns(join(temporaryFolder(), 'none.jsonl'), () => 0)).toEqual(new Map());
  });
});
