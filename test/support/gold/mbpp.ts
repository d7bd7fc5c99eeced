import { entryPointsOf, type MbppSample } from '../../../benchmarks/mbpp/sample.ts';
import type { GoldAnswers } from './answers.ts';
import { amicableSum } from './quick-programs.ts';

const isText = (protocol: string): boolean => /@(?:bigcode|lm-eval)$/.test(protocol);

/** Whole code behind the fence that was opened; text protocols go on without one. */
const answer = (code: string, protocol: string): string =>
  isText(protocol) ? `${code}\n[DONE]` : `\`\`\`python\n${code}\n\`\`\``;

export const mbpp: GoldAnswers = {
  right: ({ id, target }, protocol) =>
    answer(id === '123' ? amicableSum : target.replaceAll('\r', ''), protocol),
  wrong: (sample, protocol) =>
    answer(
      entryPointsOf(sample as MbppSample)
        .map(name => `def ${name}(*given):\n    raise ValueError('wrong')\n`)
        .join('\n'),
      protocol,
    ),
};
