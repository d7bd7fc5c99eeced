import type { Backend } from '../core/index.ts';

/** Which template made the text of a prompt, and what became of its first token; null where none did. */
export const templateNote = ({ settings }: Pick<Backend, 'settings'>): string | null => {
  const { chat_template: name, chat_template_sha256: hash, chat_template_bos: bos } = settings;
  if (typeof name !== 'string') return null;
  const identity = typeof hash === 'string' ? `${name} (sha256 ${hash.slice(0, 12)}…)` : name;
  return [identity, firstToken(bos), dateNote(settings.chat_template_date)].filter(Boolean).join('; ');
};

const firstToken = (bos: unknown): string | null => {
  const [, token, fate] = /^(.*) (removed|kept)$/s.exec(String(bos)) ?? [];
  if (token === undefined) return null;
  return fate === 'removed'
    ? `its ${token} at the start is removed, because the server adds it`
    : `its ${token} at the start stays, because the tokenizer adds none`;
};

const dateNote = (date: unknown): string | null =>
  typeof date === 'string' ? `it is told that today is ${date}` : null;
