/**
 * Draws the pictures of the documentation: `node scripts/pictures.ts`. A test compares them with what the program draws,
 * so that they cannot fall behind.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Arguments of `plot` by the file in `docs/pictures`; `runs` is the folder of a demo's runs. */
export const pictures: Readonly<Record<string, readonly string[]>> = {
  'average.svg': ['--figure', 'leaderboard', '--published', '--benchmark', 'Avg'],
  'figure-1.svg': ['--figure', 'scatter', '--published'],
  'levels.svg': ['runs', '--figure', 'groups', '--benchmark', 'math', '--by', 'level'],
};

const main = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-pictures-'));
  const run = (...args: readonly string[]): void => {
    execFileSync(process.execPath, [join(root, 'bin', 'eurus-eval.js'), ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  try {
    run('demo', '--quiet', '--results', 'runs');
    for (const [file, args] of Object.entries(pictures)) {
      run('plot', ...args, '--out', join(root, 'docs', 'pictures', file));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (import.meta.main) main();
