import type { ChatPrompt, Grader, Protocol, Sample } from '../../src/core/index.ts';
import { cotGeneration, potGeneration } from './generation.ts';
import { boxedPrompt, type Revision } from './prompts.ts';

type Graders<S extends Sample> = Readonly<Record<string, Grader<S>>>;

/** What differs between the sets that the Eurus scripts ask for mathematics. */
export type EurusMath<S extends Sample> = {
  /** The question as the scripts write it; the sample's `input` when nothing in it had to be mended. */
  readonly published?: (sample: S) => string;
  /** The prompt of program of thought. */
  toolPrompt(question: string, revision: Revision): ChatPrompt;
  readonly cot: Graders<S>;
  readonly pot: Graders<S>;
};

/**
 * Chain and program of thought by the profiles `fixed` (the default), `eurus` (E3) and `eurus-2404` (E1), with
 * `strict` as headline.
 */
export const eurusProtocols = <S extends Sample>({ published, toolPrompt, cot, pot }: EurusMath<S>) => {
  const inputOf = ({ input }: S): string => input;
  const mended = published === undefined ? ': nothing in them had to be corrected' : ', corrected';
  const words = (title: string, question = published ?? inputOf): Protocol<S> => ({
    title,
    generation: cotGeneration,
    prompt: sample => boxedPrompt(question(sample)),
    headline: 'strict',
    graders: cot,
  });
  const program = (title: string, revision: Revision, question = published ?? inputOf): Protocol<S> => ({
    title,
    generation: potGeneration,
    prompt: sample => toolPrompt(question(sample), revision),
    headline: 'strict',
    graders: pot,
  });
  return {
    cot: words(`step by step, answer in \\boxed{}, in the Eurus scripts' words${mended}`, inputOf),
    pot: program(`Python code that finds the answer, in the Eurus scripts' words${mended}`, 'E3', inputOf),
    'cot@eurus': words('step by step, exactly as the Eurus scripts ask today'),
    'pot@eurus': program('Python code, exactly as the Eurus scripts ask today', 'E3'),
    'cot@eurus-2404': words('step by step, as the scripts of April 2024 ask: the same words as today'),
    'pot@eurus-2404': program('Python code, as the scripts of April 2024 ask', 'E1'),
  } as const;
};
