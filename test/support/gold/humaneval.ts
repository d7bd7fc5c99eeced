import type { HumanEvalSample } from '../../../benchmarks/humaneval/sample.ts';
import type { GoldAnswers } from './answers.ts';

export const humaneval: GoldAnswers = {
  right: sample => {
    const { entryPoint, input, target } = sample as HumanEvalSample;
    return `\`\`\`python\n${input.slice(input.lastIndexOf(`def ${entryPoint}`))}${target}\n\`\`\``;
  },
  wrong: sample =>
    `\`\`\`python\ndef ${(sample as HumanEvalSample).entryPoint}(*given):\n    return 'wrong'\n\`\`\``,
};
