import {
  type Completion,
  type Extraction,
  type Grader,
  notFound,
  pythonStrip,
} from '../../src/core/index.ts';
import { eurus2404Answer } from '../../src/extract/index.ts';
import {
  fewShot,
  programOfThought,
  type TypedGold,
  theoremqa,
  typedAnswerTo,
  zeroShot,
} from '../../src/score/index.ts';
import { lastBlock, notebook } from '../eurus-math/programs.ts';
import { eurusPrintedLine, printedLine, triggeredAnswer, writtenAnswer } from './answers.ts';
import type { TheoremqaSample } from './sample.ts';

type TheoremqaGrader = Grader<TheoremqaSample>;

const corrected = ({ correctedGold }: TheoremqaSample): TypedGold => correctedGold;

const strict: TheoremqaGrader = {
  title: 'last box, else after the last marker; compared by the type of the answer, decimals within 4 %',
  version: 4,
  extract: ({ text }, sample) => writtenAnswer(text, sample),
  score: typedAnswerTo(corrected),
};

const eurus: TheoremqaGrader = {
  title: 'Eurus scripts: after "answer:", then the last box; converted as Python would, defects kept',
  version: 1,
  extract: ({ text }) => eurus2404Answer(text),
  score: theoremqa(),
};

const zero: TheoremqaGrader = {
  title:
    'official zero-shot scorer, offline: Python value, else the numbers in the text; integers within a half',
  version: 1,
  extract: ({ text }) => eurus2404Answer(text),
  score: zeroShot(corrected),
};

const few: TheoremqaGrader = {
  title: 'official scorer of today: after "The answer is", else the last number; yes and no anywhere',
  version: 2,
  extract: ({ text }) => triggeredAnswer(text),
  score: fewShot(corrected),
};

export const cotGraders = { strict, eurus, 'theoremqa-zero': zero, 'theoremqa-fewshot': few } as const;

const trimmed =
  (extract: (text: string) => Extraction) =>
  ({ text }: Completion): Extraction =>
    extract(pythonStrip(text));

/** The scripts read what a program printed, and a completion without a program, by the same rule of the last line. */
const lastLineOf = trimmed(text =>
  text.includes('exit()') ? notFound('the answer calls exit()') : eurusPrintedLine(text),
);

/** @param executeTags whether `<execute>` blocks are programs too, as since E3 */
export const potGraders = ({ executeTags }: { readonly executeTags: boolean }) =>
  ({
    strict: {
      ...programOfThought(notebook, strict, {
        extract: ({ text }) => printedLine(text),
        score: strict.score,
      }),
      title:
        'Python blocks as cells of one notebook: the last line printed, compared by the type of the answer',
      version: 3,
    },
    eurus: {
      ...programOfThought(lastBlock({ executeTags }), { extract: lastLineOf, score: eurus.score }),
      title:
        'Eurus interpreter: last block alone, 5 s; its last line converted as Python would, defects kept',
      version: 1,
    },
    'theoremqa-zero': {
      ...programOfThought(notebook, zero, { extract: lastLineOf, score: zero.score }),
      title: 'what the notebook printed last, by the official zero-shot scorer as far as it goes offline',
      version: 2,
    },
  }) as const satisfies Readonly<Record<string, TheoremqaGrader>>;
