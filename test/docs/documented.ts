import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/requires.ts';

/** A command line that a page of the documentation shows. */
export type Documented = {
  /** Path in the repository. */
  readonly page: string;
  /** From 1. */
  readonly line: number;
  /** As a reader would type it: without the prompt sign, and without a note behind it. */
  readonly text: string;
};

/** Every page that a user reads. */
export const pages: readonly string[] = globSync(
  ['README.md', 'docs/*.md', 'benchmarks/*/README.md', 'sandbox/README.md', 'templates/*/README.md'],
  { cwd: projectRoot },
).sort();

/**
 * The commands in the fenced blocks of a page: whole blocks of `sh`, and lines that begin with `$ ` in others. What
 * stands in brackets with an ellipsis (`[PATH…]`) may be left out, and is.
 */
export const documentedCommands = (page: string): readonly Documented[] => {
  const found: Documented[] = [];
  let block: string | null = null;
  let open: { line: number; text: string } | null = null;
  for (const [index, raw] of readFileSync(join(projectRoot, page), 'utf8').split('\n').entries()) {
    const fence = /^\s*```(\S*)/.exec(raw);
    if (fence !== null) {
      block = block === null ? (fence[1] ?? '') : null;
      continue;
    }
    if (block === null || !(block === 'sh' || raw.startsWith('$ '))) continue;
    const typed = raw.replace(/^\$ /, '');
    const text: string = open === null ? typed : `${open.text} ${typed.trim()}`;
    const line: number = open?.line ?? index + 1;
    open = null;
    if (text.endsWith('\\')) open = { line, text: text.slice(0, -1).trimEnd() };
    else if (text.trim() !== '' && !text.startsWith('#')) {
      found.push({ page, line, text: withoutNote(text).replaceAll(/ \[[^\]]*…[^\]]*\]/g, '') });
    }
  }
  return found;
};

const withoutNote = (text: string): string => text.replace(/\s+# .*$/, '').trim();
