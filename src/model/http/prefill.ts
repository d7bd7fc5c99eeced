import type { Prompt } from '../../core/index.ts';
import type { Api, Dialect } from './dialect.ts';

/**
 * The prefill that was honoured. A chat server that sends the prefill back has sent a whole answer: either it echoes
 * what it was given or the model began anew; nothing is to be put in front of it.
 */
export const honouredPrefill = (
  prompt: Prompt,
  text: string,
  api: Api,
  { prefillSent = whole }: Pick<Dialect, 'prefillSent'>,
): string | null => {
  if (prompt.kind === 'text' || prompt.prefill === undefined) return null;
  const sent = api === 'chat' ? prefillSent(prompt.prefill) : prompt.prefill;
  const start = sent.trimStart();
  const echoed = api === 'chat' && start !== '' && text.trimStart().startsWith(start);
  return echoed || sent === '' ? null : sent;
};

const whole = (prefill: string): string => prefill;
