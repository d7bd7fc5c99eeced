import { type Completion, endingOf, type Judgement } from '../core/index.ts';
import { quoted } from './quote.ts';

/**
 * A judgement whose reason also tells what the end of the answer has to do with it: an answer that was cut off, filtered,
 * or never begun behind its reasoning is wrong for that reason first.
 * @param endsAtLimit true where the token limit is the form of the answer
 */
export const explained = (judgement: Judgement, completion: Completion, endsAtLimit: boolean): Judgement => {
  const { verdict, reason } = judgement;
  if (verdict !== 'no-answer' && verdict !== 'incorrect') return judgement;
  const remarks = [
    ...(verdict === 'no-answer' && onlyReasoned(completion) ? ['the model reasoned and gave no answer'] : []),
    ...endRemarks(completion, endsAtLimit),
  ];
  return remarks.length === 0 ? judgement : { ...judgement, reason: [reason, ...remarks].join('; ') };
};

/** Where the server keeps reasoning apart. */
const onlyReasoned = ({ text, reasoning }: Completion): boolean =>
  text.trim() === '' && (reasoning ?? '').trim() !== '';

const endRemarks = (completion: Completion, endsAtLimit: boolean): readonly string[] => {
  const said = (): string => `(finish_reason ${quoted(completion.finishReason ?? '')})`;
  switch (endingOf(completion)) {
    case 'cut-off':
      return endsAtLimit ? [] : [`cut off by the token limit ${said()}`];
    case 'filtered':
      return [`stopped by the server's filter ${said()}`];
    default:
      return [];
  }
};
