import { createHash, hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeIdentity } from '../evidence/index.ts';

function everythingIn(folder: string): string {
  return `${folder}/**/*`;
}

/** What decides verdicts, and what runs programs. */
const rooms = {
  graders: [
    ...['src/core', 'src/extract', 'src/math', 'src/score', 'src/interaction', 'benchmarks'].map(
      everythingIn,
    ),
    ...['src/run/judge', 'src/run/explain'],
  ],
  sandbox: [everythingIn('sandbox')],
} as const;

/** The program that is running, by the content of its files: versions of graders are raised by hand, these are not. */
export const codeIdentity = (): CodeIdentity => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const form = import.meta.url.endsWith('.ts') ? 'source' : 'compiled';
  return { form, graders: sha256Of(root, rooms.graders), sandbox: sha256Of(root, rooms.sandbox) };
};

const sha256Of = (root: string, places: readonly string[]): string => {
  const all = createHash('sha256');
  const files = globSync(
    places.map(place => `${place}.{ts,js,py}`),
    { cwd: root, exclude: ['**/node_modules/**', '**/*.d.ts'] },
  );
  for (const file of files.sort()) {
    all.update(`${file.split(sep).join('/')} ${hash('sha256', readFileSync(join(root, file)), 'hex')}\n`);
  }
  return all.digest('hex');
};
