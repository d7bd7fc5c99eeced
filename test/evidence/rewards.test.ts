import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOfRun, openBundle, unpackBundle, writeBundle } from '../../src/evidence/index.ts';
import { isMemberName } from '../../src/evidence/member-names.ts';
import { openRun } from '../../src/record/index.ts';
import { choicesOf } from '../../src/reward/index.ts';
import { rewardThrough, serverOf, worthyRun } from '../reward/support.ts';
import { temporaryFolder } from '../support/folder.ts';
import { facts } from './support.ts';

describe('a bundle of a run with rewards', () => {
  it('holds them, and gives the same choices when it is unpacked', async () => {
    const [run, server] = [await worthyRun(), await serverOf()];
    await rewardThrough(run, server.url, { name: 'org/rm' });
    const record = await openRun(run.directory);
    const path = join(temporaryFolder(), 'run.tar.zst');
    await writeBundle(await filesOfRun(record), facts, path);
    const opened = await openBundle(path);
    const rewards = opened.index.members.map(({ name }) => name).filter(name => name.startsWith('rewards/'));
    expect(rewards.map(name => name.replace(/[0-9a-f]{8}/, '#'))).toEqual([
      'rewards/made.cot.org-rm-#.jsonl',
      'rewards/org-rm-#.json',
    ]);
    const folder = temporaryFolder();
    await unpackBundle(path, opened, name => join(folder, name));
    const [there, here] = await Promise.all(
      [record, await openRun(folder)].map(one => choicesOf(one, { ns: [2, 4] })),
    );
    expect(here).toEqual(there);
    expect(here?.[0]?.rows.some(({ score }) => score === 'org/rm')).toBe(true);
  });

  it.each([
    ['rewards/rm.json', true],
    ['rewards/gsm8k.cot.rm.jsonl', true],
    ['rewards/../run.json', false],
    ['rewards/a/b.json', false],
    ['rewards/.json', false],
    ['completions/rm.json', false],
  ])('may have a member %j: %s', (name, allowed) => {
    expect(isMemberName(name)).toBe(allowed);
  });
});
