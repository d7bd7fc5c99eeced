import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { projectRoot } from '../requires.ts';
import type { GoldAnswers } from './answers.ts';

/** Solutions of our own by task; upstream has none, so that the others are answered wrongly. */
export const leetcodeSolutions: ReadonlyMap<string, string> = new Map(
  globSync('test/support/gold/leetcode/*.py', { cwd: projectRoot })
    .sort()
    .map(file => [basename(file, '.py'), readFileSync(`${projectRoot}${file}`, 'utf8')] as const),
);

const wrong =
  '```python\nclass Solution:\n    def __getattr__(self, name):\n        return lambda **given: "wrong"\n```';

export const leetcode: GoldAnswers = {
  right: ({ id }) => {
    const solution = leetcodeSolutions.get(id);
    return solution === undefined ? wrong : `\`\`\`python\n${solution}\`\`\``;
  },
  wrong: () => wrong,
};
