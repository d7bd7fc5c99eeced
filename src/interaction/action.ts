import type { Action, Completion, Grader, Sample } from '../core/index.ts';
import { pythonCells } from '../extract/index.ts';
import type { Kind } from './kind.ts';

type Reader = Pick<Grader, 'extract'>;

/**
 * What a reply does.
 * @param reader the environment's judge: what it finds no program in proposes none
 * @param isLast the last reply is read as the one of the protocol without turns is, so that one turn is the same as none
 */
export const actionOf = (
  kind: Kind,
  completion: Completion,
  sample: Sample,
  reader: Reader,
  isLast: boolean,
): Action => {
  if (completion.text.trim() === '') return { kind: 'nothing', why: 'the reply is empty' };
  const extraction = reader.extract(completion, sample);
  const proposal: Action = {
    kind: 'proposal',
    text: extraction.found ? extraction.value : completion.text.trim(),
  };
  switch (kind) {
    case 'answer':
      return proposal;
    case 'program':
      return extraction.found ? proposal : { kind: 'nothing', why: extraction.why };
    case 'tool': {
      const cells = pythonCells(completion.text);
      // What is computed cannot be known before it has run, so an answer beside code is none yet.
      if (cells.length > 0) return isLast ? proposal : { kind: 'code', text: cells.join('\n') };
      return extraction.found || isLast ? proposal : { kind: 'nothing', why: extraction.why };
    }
  }
};
