/** One benchmark of a suite, and how it is asked and judged there. */
export type SuiteMember = {
  readonly benchmark: string;
  /** Settings it is asked in (`cot`, `pot`); left out: the benchmark's default. */
  readonly settings?: readonly string[];
  /** Prompt profile; left out: the default. */
  readonly profile?: string;
  /** Left out: the protocol's headline. */
  readonly grader?: string;
  /** Other profiles by which the suite's source has asked some of its models: runs of them have its numbers too. */
  readonly profilesToo?: readonly string[];
};

/** A name that stands for several benchmarks. */
export type Suite = {
  /** One line for `list benchmarks`. */
  readonly title: string;
  readonly members: readonly SuiteMember[];
};

const plain = (...ids: readonly string[]): readonly SuiteMember[] => ids.map(benchmark => ({ benchmark }));

/** Asked in both settings: the paper reports the better one of each benchmark. */
const both = (...ids: readonly string[]): readonly SuiteMember[] =>
  ids.map(benchmark => ({ benchmark, settings: ['cot', 'pot'] }));

const asked = (
  members: readonly SuiteMember[],
  profile: string,
  graders: Readonly<Record<string, string>>,
): readonly SuiteMember[] =>
  members.map(member => {
    const grader = graders[member.benchmark];
    return { ...member, profile, ...(grader === undefined ? {} : { grader }) };
  });

const coding = plain('humaneval', 'mbpp', 'leetcode');
const mathematics = both('gsm-plus', 'math', 'theoremqa', 'svamp', 'asdiv');

/** The tests of the paper that are asked in one turn, in the order of its tables. */
const singleTurn = [...coding, ...mathematics, ...plain('bbh', 'ifeval')];

const eurusGraders = Object.fromEntries(singleTurn.map(({ benchmark }) => [benchmark, 'eurus']));
const april2024Graders = Object.fromEntries(
  ['gsm-plus', 'math', 'svamp', 'asdiv'].map(benchmark => [benchmark, 'eurus-2404']),
);
const loose = { ifeval: 'ifeval-loose' };

export const suites: Readonly<Record<string, Suite>> = {
  card: {
    title: 'the benchmarks of the model card',
    members: [
      ...plain('leetcode', 'humaneval', 'mbpp', 'gsm8k'),
      ...both('math', 'theoremqa'),
      ...plain('bbh'),
    ],
  },
  eurus: {
    title: "the paper's twelve tests, with corrected prompts and graders",
    // One benchmark, two columns of the paper: MINT-Code and MINT-Math.
    members: [...singleTurn, ...plain('mint')],
  },
  paper: {
    title: "the paper's twelve tests as it asked and judged them",
    members: [
      ...asked(singleTurn, 'eurus-2404', { ...eurusGraders, ...april2024Graders, ...loose }),
      // The Eurus models were asked without the search tool, all others with it.
      { benchmark: 'mint', profile: 'mint-eurus', profilesToo: ['mint'], grader: 'mint-2403' },
    ],
  },
  'eurus-head': {
    title: "the paper's single-turn tests as its repository asks and judges them today",
    members: asked(singleTurn, 'eurus', { ...eurusGraders, ...loose }),
  },
  code: { title: 'programming', members: [...coding, ...plain('humaneval-plus')] },
  math: {
    title: 'mathematics, step by step',
    members: plain('gsm8k', 'gsm-plus', 'math', 'theoremqa', 'svamp', 'asdiv'),
  },
  reasoning: { title: 'reasoning in words', members: plain('bbh') },
};
