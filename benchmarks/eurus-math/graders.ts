import { type Completion, found, type Grader, pythonStrip, type Sample } from '../../src/core/index.ts';
import {
  eurus2404Answer,
  eurusAnswer,
  finalAnswer,
  printedAnswerText,
  qwenAnswer,
} from '../../src/extract/index.ts';
import {
  eurus2404Math,
  eurusMath,
  mathEquivalence,
  printedEquivalence,
  programOfThought,
  qwenMath,
} from '../../src/score/index.ts';
import { lastBlock, notebook } from './programs.ts';

export type EurusMathOptions = {
  /** Accept π as 3.14 too in `eurus-2404`, as the script for MATH does and that for word problems does not. */
  readonly twoPis: boolean;
};

/** `strict`, `eurus` and `eurus-2404` for answers in words; add the graders of a benchmark's own beside them. */
export const cotGraders = <S extends Sample>({ twoPis }: EurusMathOptions) =>
  ({
    strict: {
      title:
        'closing sentence, last box, after the last answer marker, last formula or number; equal as mathematics',
      version: 6,
      extract: ({ text }) => finalAnswer(text),
      score: mathEquivalence(),
    },
    eurus: {
      title: 'Eurus evaluate_math (E3), defects kept; unscored where its algebra step is not known',
      version: 3,
      extract: ({ text }) => eurusAnswer(text),
      score: eurusMath(),
    },
    'eurus-2404': {
      title: 'Eurus scripts of April 2024 (E1), defects kept; unscored where its algebra step is not known',
      version: 3,
      extract: ({ text }) => eurus2404Answer(text),
      score: eurus2404Math({ twoPis }),
    },
  }) as const satisfies Readonly<Record<string, Grader<S>>>;

/** The same three for programs of thought, by the names of `cotGraders`. */
export const potGraders = <S extends Sample>(options: EurusMathOptions) => {
  const written = cotGraders<S>(options);
  const strictlyPrinted: Grader<S> = {
    ...written.strict,
    extract: ({ text }) => printedAnswerText(text),
    score: printedEquivalence(),
  };
  return {
    strict: {
      ...programOfThought(notebook, written.strict, strictlyPrinted),
      title:
        'Python blocks as cells of one notebook: what the last one to print says; no block: as without a program',
      version: 4,
    },
    eurus: {
      ...programOfThought(lastBlock({ executeTags: true }), trimmed(written.eurus)),
      title:
        'Eurus interpreter (E3): last block alone, last line printed, 5 s; then evaluate_math, defects kept',
      version: 1,
    },
    'eurus-2404': {
      ...programOfThought(lastBlock({ executeTags: false }), trimmed(written['eurus-2404'])),
      title:
        'Eurus interpreter of April 2024 (E1): last block alone, last line printed, 5 s; then its math_equal',
      version: 1,
    },
  } as const satisfies Readonly<Record<string, Grader<S>>>;
};

/** The scripts trim completions before they look for programs. */
const trimmed = <S extends Sample>(grader: Grader<S>): Grader<S> => ({
  ...grader,
  extract: (completion, sample) =>
    grader.extract({ ...completion, text: pythonStrip(completion.text) }, sample),
});

/** Raised when other programs may be found. */
const notebookVersion = 1;

/**
 * Any grader of written answers, judging what the notebook of a program of thought printed.
 * @param printed reads what was printed, where that is not read as written answers are
 */
export const onPrinted = <S extends Sample>(
  grader: Grader<S>,
  title: string,
  printed: Grader<S>['extract'] = grader.extract,
): Grader<S> => ({
  ...programOfThought(notebook, grader, { extract: printed, score: grader.score }),
  title,
  version: grader.version + notebookVersion,
});

const qwen = {
  title:
    'Qwen2.5-Math scripts: box, else after "answer is", else last number; a hundred times or 1e-4 off is right',
  version: 1,
  extract: ({ text }: Completion) => qwenAnswer(text),
  score: qwenMath(),
} as const;

/** The rules of the Qwen2.5-Math scripts for word problems, in words and in programs. */
export const qwenGraders = {
  cot: { qwen },
  pot: {
    qwen: onPrinted(
      qwen,
      'what the Python blocks print in one notebook, by the rules of the Qwen2.5-Math scripts',
      ({ text }) => found(text, 'printed by the program'),
    ),
  },
} as const;
