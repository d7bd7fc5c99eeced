import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './support/requires.ts';

const pages = globSync(['*.md', 'docs/*.md', 'benchmarks/*/README.md', 'sandbox/*.md', 'templates/**/*.md'], {
  cwd: projectRoot,
});

const textOf = (path: string): string => readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '');

/** The name under which GitHub reaches a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/\]\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (path: string): ReadonlySet<string> =>
  new Set([...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

/** Links of a page to files and headings of this package that are not there. */
const deadLinks = (page: string): readonly string[] => {
  const file = join(projectRoot, page);
  return [...textOf(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter(link => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsIn(target).has(anchor);
    });
};

describe('the documentation', () => {
  it('has pages', () => expect(pages.length).toBeGreaterThan(15));

  it.each(pages)('%s has no dead links', page => expect(deadLinks(page)).toEqual([]));

  it.each(pages)('%s names no folder of one machine', page =>
    expect(textOf(join(projectRoot, page))).not.toMatch(/(?<![\w.])\/(?:root|Users)\/\w/),
  );

  it('keeps the README short', () =>
    expect(readFileSync(join(projectRoot, 'README.md'), 'utf8').split('\n').length).toBeLessThan(150));
});
