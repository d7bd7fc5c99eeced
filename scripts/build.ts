import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildView } from './build-view.ts';

/** Compiles the sources to `dist/` for publishing (Node does not strip types inside node_modules). */
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
/** All that stands beside the sources: shipped samples, guests, pages. A new kind of file is shipped without a word here. */
const beside = globSync(['benchmarks/**/*.*', 'sandbox/**/*.*', 'src/**/*.*', 'results/published/*.json'], {
  exclude: ['**/*.ts', '**/__pycache__/**', 'src/view/client/**'],
});
for (const file of beside) {
  mkdirSync(dirname(join('dist', file)), { recursive: true });
  cpSync(file, join('dist', file));
}
// The page of `view` is made of other files than its sources.
await buildView(join('dist', 'view'));
