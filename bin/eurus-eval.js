#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node must get as far as saying that it is too old.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `eurus-eval needs Node 24 or newer, this is ${process.version}. In a checkout "npx eurus-eval" uses the Node 24 that "npm install" brought.\n`,
  );
  process.exitCode = 3;
} else {
  const { enableCompileCache } = process.getBuiltinModule('node:module');
  const { existsSync } = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  const { homedir } = process.getBuiltinModule('node:os');
  // Compiled code (and stripped types) from the last start: makes `--help` nearly as fast as bare Node.
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  enableCompileCache(join(cache, 'eurus-eval', 'compiled'));
  const source = new URL('../src/cli/main.ts', import.meta.url);
  const entry = existsSync(source) ? source : new URL('../dist/src/cli/main.js', import.meta.url);
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
}
