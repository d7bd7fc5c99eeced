import { EurusError, type Message } from '../../core/index.ts';
import type { Template } from './template.ts';

type Form = {
  readonly turn: (message: Message) => string;
  /** The mark after which the answer is written. */
  readonly answer: string;
  /** A space stands between that mark and an answer. */
  readonly gap?: boolean;
};

/** A form that writes every turn alike. */
export const written =
  ({ turn, answer, gap = false }: Form): Template =>
  ({ messages, prefill }) =>
    messages.map(turn).join('') + answer + (gap ? spaced(prefill) : (prefill ?? ''));

/** A prefill one space after the mark before it; some protocols bring that space along. */
export const spaced = (prefill: string | undefined): string =>
  prefill === undefined ? '' : `${/^\s/.test(prefill) ? '' : ' '}${prefill}`;

export const cannot = (message: string): EurusError =>
  new EurusError('BACKEND_CANNOT', message, { hint: 'Choose another one with --chat-template' });

/**
 * The turns of a form that knows only user and assistant, the user first and last; a system turn may stand before them.
 * @throws EurusError `BACKEND_CANNOT`
 */
export const alternating = (
  name: string,
  messages: readonly Message[],
): { readonly system: string | null; readonly turns: readonly Message[] } => {
  const [first] = messages;
  const system = first?.role === 'system' ? first.content : null;
  const turns = system === null ? messages : messages.slice(1);
  const fits = turns.every(({ role }, at) => role === (at % 2 === 0 ? 'user' : 'assistant'));
  if (fits && turns.length % 2 === 1) return { system: system === '' ? null : system, turns };
  throw cannot(`The template "${name}" needs user and assistant turns in alternation`);
};
