import type { TheoremqaSample } from '../../../benchmarks/theoremqa/sample.ts';
import { textOf } from '../../../benchmarks/theoremqa/sample.ts';
import type { GoldAnswers } from './answers.ts';

/** The corrected gold as a program writes it: options and truth values as text. */
const literal = (sample: TheoremqaSample): string => {
  const { correctedGold } = sample;
  return correctedGold.type === 'option' ? JSON.stringify(correctedGold.value) : textOf(correctedGold);
};

export const theoremqa: GoldAnswers = {
  right: (sample, protocol) =>
    protocol.startsWith('pot')
      ? `\`\`\`python\nprint(${literal(sample as TheoremqaSample)})\n\`\`\``
      : `It follows that the answer is \\boxed{${textOf((sample as TheoremqaSample).correctedGold)}}.`,
  wrong: (_, protocol) =>
    protocol.startsWith('pot') ? '```python\nprint("unknown")\n```' : 'I say \\boxed{unknown}.',
};
