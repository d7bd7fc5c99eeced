import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectRows } from '../../src/run/expected-rows.ts';
import { createProgress } from '../../src/run/progress.ts';
import { recordedCompletions } from '../../src/run/recorded.ts';
import { temporaryFolder } from '../support/folder.ts';

const fileOf = (content: string, name = 'rows.jsonl'): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(content) : content);
  return path;
};
const rows = (count: number): string =>
  Array.from({ length: count }, (_, id) => `{"id": "${id}", "text": "${'x'.repeat(100)}"}\n`).join('');

describe('the rows of a recorded file', () => {
  it.each([
    ['plain', rows(3000), 'a.jsonl', 3000],
    ['compressed', rows(3000), 'a.jsonl.gz', 3000],
    ['without a last line end', rows(3).trimEnd(), 'a.jsonl', 3],
    ['with empty lines', `\n${rows(2)}\n\n${rows(1)}\n`, 'a.jsonl', 3],
  ])('are what is planned: %s', async (_, content, name, count) => {
    const progress = createProgress(['a.cot']);
    await expectRows(fileOf(content, name), progress, new AbortController().signal);
    expect([progress.planned, progress.tasks[0]?.planned]).toEqual([count, count]);
  });

  it('say nothing where a row holds several answers', async () => {
    const path = fileOf('{"id": "1", "outputs": ["a", "b"]}\n{"id": "2", "outputs": ["a", "b"]}\n');
    const progress = createProgress(['a.cot']);
    const see = await expectRows(path, progress, new AbortController().signal);
    expect(progress.planned).toBe(2);
    for await (const completion of recordedCompletions(path, { benchmark: 'a', protocol: 'cot' })) {
      see(completion);
    }
    expect(progress.planned).toBe(0);
  });

  it('are nobody else’s failure when they cannot be read', async () => {
    const progress = createProgress(['a.cot']);
    await expectRows(join(temporaryFolder(), 'absent.jsonl'), progress, new AbortController().signal);
    expect(progress.planned).toBe(0);
  });
});
