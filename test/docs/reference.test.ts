import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { referencePages } from '../../scripts/reference.ts';
import { projectRoot } from '../support/requires.ts';

it('keeps the pages that follow from the program as the program is (npm run reference)', async () => {
  for (const [path, text] of await referencePages()) {
    expect(readFileSync(join(projectRoot, path), 'utf8'), path).toBe(text);
  }
});
