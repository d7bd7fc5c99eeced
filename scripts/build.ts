import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiles the sources to `dist/` for publishing (Node does not strip types inside node_modules). */
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const file of globSync([
  'benchmarks/**/*.{json,jsonl,txt,md}',
  'sandbox/**/*.{py,md,json}',
  'src/**/*.{py,json,css,html}',
  'results/published/*.json',
])) {
  mkdirSync(dirname(join('dist', file)), { recursive: true });
  cpSync(file, join('dist', file));
}
