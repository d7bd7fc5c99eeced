import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './support/requires.ts';

const pages = globSync(
  ['*.md', 'docs/*.md', 'benchmarks/*/README.md', 'examples/*.md', 'sandbox/*.md', 'templates/**/*.md'],
  {
    cwd: projectRoot,
  },
);

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

const linksIn = (file: string): readonly (readonly [path: string, anchor?: string])[] =>
  [...textOf(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    return anchor === undefined ? [target] : [target, anchor];
  });

/** Links of a page to files and headings of this package that are not there. */
const deadLinks = (page: string): readonly string[] =>
  linksIn(join(projectRoot, page)).flatMap(([target, anchor]) => {
    const isThere = existsSync(target) && (anchor === undefined || anchorsIn(target).has(anchor));
    return isThere ? [] : [`${target}#${anchor ?? ''}`];
  });

/** Links of a page to files that the published package does not have. */
const unpublished = (page: string): readonly string[] => {
  const { files } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const published: readonly string[] = ['README.md', 'LICENSE', 'package.json', ...files];
  return linksIn(join(projectRoot, page))
    .map(([target]) => relative(projectRoot, target))
    .filter(
      path => !published.some(one => path === one || path.startsWith(`${one}/`) || matchesGlob(path, one)),
    );
};

describe('the documentation', () => {
  it('has pages', () => expect(pages.length).toBeGreaterThan(15));

  it.each(pages)('%s has no dead links', page => expect(deadLinks(page)).toEqual([]));

  it.each(pages.filter(page => page.startsWith('docs/')))('%s leads to what is published with it', page =>
    expect(unpublished(page)).toEqual([]),
  );

  it.each(pages)('%s names no folder of one machine', page =>
    expect(textOf(join(projectRoot, page))).not.toMatch(/(?<![\w.])\/(?:root|Users)\/\w/),
  );

  it('keeps the README short', () =>
    expect(readFileSync(join(projectRoot, 'README.md'), 'utf8').split('\n').length).toBeLessThan(150));
});
