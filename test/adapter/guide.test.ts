import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../support/requires.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const guide = read('docs/adding-a-benchmark.md');

// The template itself is compiled with the sources and run by outside.test.ts.
it('shows the whole adapter of the template in the guide', () => {
  expect(guide).toContain(`\`\`\`ts\n${read('templates/benchmark/benchmark.ts')}\`\`\`\n`);
});

it('shows a golden case of the template in the guide', () => {
  const [shown] = /```json\n(.+)\n```/.exec(guide)?.slice(1) ?? [];
  expect(read('templates/benchmark/golden.jsonl').split('\n')).toContain(shown);
});

it('states the size of the data file that it shows', () => {
  const [bytes] = /bytes: (\d+)/.exec(guide)?.slice(1) ?? [];
  expect(Number(bytes)).toBe(Buffer.byteLength(read('templates/benchmark/questions.jsonl')));
});
