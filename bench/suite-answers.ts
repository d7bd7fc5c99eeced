import { type FirstToken, readFirstToken, type Sample } from '../src/core/index.ts';
import type { Task } from '../src/run/index.ts';
import { goldAnswers } from '../test/support/gold/index.ts';
import { leetcodeSolutions } from '../test/support/gold/leetcode.ts';

/** What a made-up model answers to one sample. */
export type SuiteAnswer = {
  readonly text: string;
  /** Whether it has to be judged correct; what is not right may be so by chance. */
  readonly right: boolean;
  /** Whether it is a program that never ends, and takes all the time its benchmark allows. */
  readonly endless: boolean;
};

/** Every so many-th answer is wrong. */
const wrongOneIn = 3;
/** Every so many-th program never ends: seldom in answers to questions, more often in tasks of code. */
const endlessOneIn = { math: 1000, code: 100 };

const endless = '```python\ncount = 0\nwhile True:\n    count += 1\n```';

/**
 * The answer to a sample as long as models give them. A wrong one is what would be right for the next sample: graders
 * have to compare it as carefully as a right one.
 * @param at the sample's place among `samples`
 */
export const suiteAnswer = (
  { benchmark, protocolName }: Task,
  samples: readonly Sample[],
  at: number,
): SuiteAnswer => {
  const gold = goldAnswers[benchmark.id];
  const sample = samples[at];
  if (gold === undefined || sample === undefined) throw new Error(`no answers for ${benchmark.id}`);
  const isCode = benchmark.domain === 'code';
  const runs = isCode || protocolName.startsWith('pot');
  if (runs && at % endlessOneIn[isCode ? 'code' : 'math'] === 7) {
    return { text: endless, right: false, endless: true };
  }
  const solvable = benchmark.id !== 'leetcode' || leetcodeSolutions.has(sample.id);
  const right = solvable && at % wrongOneIn !== 1;
  const other = samples[(at + 1) % samples.length] ?? sample;
  const said =
    right || isCode || benchmark.id === 'ifeval'
      ? gold[right ? 'right' : 'wrong'](sample, protocolName)
      : gold.right(other, protocolName);
  return { text: withWorking(said, sample, { id: benchmark.id, protocolName, at }), right, endless: false };
};

/** The log-probabilities that go with an answer, where the benchmark has such. */
export const suiteLogprobs = ({ benchmark }: Task, sample: Sample, right: boolean): FirstToken | null =>
  readFirstToken(goldAnswers[benchmark.id]?.logprobs?.(sample, right));

type Place = { readonly id: string; readonly protocolName: string; readonly at: number };

const withWorking = (said: string, sample: Sample, { id, protocolName, at }: Place): string => {
  // An instruction may forbid any further word, and a letter is a letter.
  if (id === 'ifeval' || id === 'mmlu') return said;
  if (protocolName.startsWith('code')) return `${opening}\n\n${said}\n\n${closing}`;
  if (!protocolName.startsWith('pot')) return `${stepsOf(sample, at)}\n${said}`;
  const lines = [...wordsOf(sample).map(words => `# ${words}`), ...workingProgram(id, at)].join('\n');
  return said.replace('```python\n', () => `\`\`\`python\n${lines}\n`);
};

const opening = 'The function below goes through its input once and keeps what it has seen so far.';
const closing =
  'It takes linear time. Empty inputs need no case of their own, as the loop is then never entered.';

/** The question in the answer's own lines, without what could be taken for an answer or for markup. */
const wordsOf = ({ input }: Sample): readonly string[] =>
  input
    .slice(0, 600)
    .replace(/answer|boxed|print|[^\w\s.,+*/=()-]/gi, '')
    .replace(/\s+/g, ' ')
    .match(/.{1,90}(?:\s|$)/g) ?? [];

/** Steps as models write them, sentences and formulas in turn: five hundred to two thousand characters. */
const stepsOf = (sample: Sample, at: number): string =>
  [...wordsOf(sample), ...generalSteps]
    .map((words, step) => {
      const [a, b] = [at % 97, step + 2];
      return `Step ${step + 1}: ${words.trim()}\nThis gives \\( ${a} \\times ${b} = ${a * b} \\), and \\( \\frac{${a}}{${b}} + x^{${b}} \\) for the next step.`;
    })
    .join('\n');

const generalSteps = [
  'Both sides are put into the same form.',
  'What was found is put back into the first equation.',
  'Nothing else fulfils all conditions at once.',
];

/** Programs about algebra like sympy, those about stories count. */
const workingProgram = (id: string, at: number): readonly string[] => {
  const algebra = ['math', 'math-500', 'theoremqa'].includes(id);
  if (algebra && at % 2 === 0) {
    return [
      'from sympy import Rational, expand, simplify, solve, symbols',
      "x, y = symbols('x y')",
      `roots = solve(x**2 - ${at + 5}*x + ${(at % 7) + 1}, x)`,
      `total = simplify(sum(roots) + Rational(${at + 1}, 3))`,
      `terms = expand((x + ${at % 11})**3 - y)`,
    ];
  }
  return [
    'import math',
    'def solution():',
    `    amount, rate = ${at + 3}, ${(at % 13) + 1}`,
    '    parts = [amount * k // rate for k in range(1, 20)]',
    '    total = sum(part for part in parts if part % 2 == 0)',
    '    return math.sqrt(total + amount) / rate',
    'value = solution()',
  ];
};
