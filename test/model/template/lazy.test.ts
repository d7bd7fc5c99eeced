import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../support/requires.ts';
import { folderOf } from './support.ts';

/** Which modules of the interpreter a fresh process has loaded after finding a template. */
const loadedFor = (name: string): string => {
  const script = `
    import { createRequire } from 'node:module';
    import { findTemplate } from './src/model/template/index.ts';
    findTemplate(${JSON.stringify(name)});
    const { cache } = createRequire(import.meta.url);
    console.log(Object.keys(cache).filter(file => file.includes('jinja')).length);
  `;
  const args = ['--input-type=module', '--eval', script];
  return execFileSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8' }).trim();
};

it('loads the interpreter for a file', () => {
  expect(loadedFor(join(folderOf({ 'a.jinja': 'A:' }), 'a.jinja'))).toBe('1');
});

it('loads nothing of it for a name', () => {
  expect(loadedFor('mistral')).toBe('0');
});
