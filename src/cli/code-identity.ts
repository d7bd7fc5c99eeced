import { createHash, hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeIdentity } from '../evidence/index.ts';

/** What decides verdicts, and what runs programs. */
const rooms = {
  graders: ['src/core', 'src/extract', 'src/math', 'src/score', 'benchmarks'],
  sandbox: ['sandbox'],
} as const;

/** The program that is running, by the content of its files: versions of graders are raised by hand, these are not. */
export const codeIdentity = (): CodeIdentity => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const form = import.meta.url.endsWith('.ts') ? 'source' : 'compiled';
  return { form, graders: sha256Of(root, rooms.graders), sandbox: sha256Of(root, rooms.sandbox) };
};

const sha256Of = (root: string, folders: readonly string[]): string => {
  const all = createHash('sha256');
  const files = globSync(
    folders.map(folder => `${folder}/**/*.{ts,js,py}`),
    { cwd: root, exclude: ['**/node_modules/**', '**/*.d.ts'] },
  );
  for (const file of files.sort()) {
    all.update(`${file.split(sep).join('/')} ${hash('sha256', readFileSync(join(root, file)), 'hex')}\n`);
  }
  return all.digest('hex');
};
