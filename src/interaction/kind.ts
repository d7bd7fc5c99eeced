import type { Domain, Protocol } from '../core/index.ts';

/**
 * What a reply does in a dialogue: it proposes a program (`program`), runs code or proposes an answer (`tool`), or
 * proposes whatever was asked for (`answer`).
 */
export type Kind = 'program' | 'tool' | 'answer';

/** By what is asked for and how it is judged: a grader that runs code outside of code benchmarks runs a tool's. */
export const kindOf = (
  { graders, headline }: Pick<Protocol, 'graders' | 'headline'>,
  domain: Domain,
): Kind => {
  if (domain === 'code') return 'program';
  return graders[headline]?.runsCode === true ? 'tool' : 'answer';
};
