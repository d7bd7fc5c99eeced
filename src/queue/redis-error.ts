import { EurusError, messageOf, oneLine } from '../core/index.ts';

/** What Redis says when it has no room, or cannot do it now: the same may be done later. */
const passing: readonly (readonly [RegExp, string])[] = [
  [/\bOOM\b/, 'is full (maxmemory): waiting for room. Give it more memory.'],
  [/\bMISCONF\b/, 'cannot save to its disk and takes nothing: waiting.'],
  [/\bLOADING\b/, 'is reading its data: waiting.'],
  [/\bBUSY\b/, 'is busy with a script: waiting.'],
  [/\bREADONLY\b/, 'can only be read for now: waiting.'],
  [/\b(MASTERDOWN|CLUSTERDOWN|TRYAGAIN)\b/, 'is being repaired: waiting.'],
];

/** What was said of a command, and of those of a transaction that it was to end. */
const textOf = (thrown: unknown): string => {
  const before =
    thrown instanceof Error && 'previousErrors' in thrown && Array.isArray(thrown.previousErrors)
      ? (thrown.previousErrors as readonly unknown[])
      : [];
  return [thrown, ...before.slice(0, 10)].map(messageOf).join(' ');
};

/** What holds up for now, said of a server; null when it is something else that went wrong. */
export const passingTrouble = (thrown: unknown): string | null => {
  const text = textOf(thrown);
  return passing.find(([pattern]) => pattern.test(text))?.[1] ?? null;
};

/** True for a server that has no memory left for more. */
export const isOutOfMemory = (thrown: unknown): boolean => /\bOOM\b/.test(textOf(thrown));

/** What Redis will not do however often it is asked; null for anything else. */
export const refusalOf = (thrown: unknown, name: string): EurusError | null => {
  if (thrown instanceof EurusError) return thrown;
  const text = oneLine(textOf(thrown), 500);
  const refuse = (code: 'QUEUE_DENIED' | 'USAGE', why: string, hint: string): EurusError =>
    new EurusError(code, `Redis at ${name} refuses: ${why}.`, { cause: thrown, hint });
  if (/\bNOAUTH\b/.test(text)) return refuse('QUEUE_DENIED', 'it wants a password', passwordHint);
  if (/\bWRONGPASS\b|invalid password|without any password configured/.test(text)) {
    return refuse('QUEUE_DENIED', 'it does not know this user and password', passwordHint);
  }
  if (/\bNOPERM\b/.test(text)) {
    const why = text.replace(/^.*\bNOPERM\b:?\s*/, '').replace(/\.$/, '');
    return refuse('QUEUE_DENIED', `this user may not do what a queue needs (${why})`, rightsHint);
  }
  if (/\bWRONGTYPE\b/.test(text)) {
    const why = 'a key that begins with eurus-eval holds something that is not ours';
    return refuse('USAGE', why, 'Remove it, or name another database: --queue redis://HOST:PORT/1.');
  }
  if (/\b(MOVED|CROSSSLOT)\b/.test(text)) return refuse('USAGE', 'it is part of a cluster', clusterHint);
  return null;
};

const passwordHint = 'Set EURUS_QUEUE_PASSWORD; a user name stands in the URL: redis://NAME@HOST:PORT.';
const rightsHint = 'Give it all commands on the keys eurus-eval*: ACL SETUSER NAME ~eurus-eval* +@all.';
export const clusterHint = 'Use a single server: clusters and sentinels are not supported.';

/** The error that a failure to connect is to people. */
export const connectionError = (thrown: unknown, name: string): EurusError => {
  const refusal = refusalOf(thrown, name);
  if (refusal !== null) return refusal;
  const text = oneLine(messageOf(thrown), 200).replace(/\.$/, '');
  return new EurusError('QUEUE_UNREACHABLE', `Redis at ${name} cannot be reached: ${wordsOf(text)}.`, {
    cause: thrown,
    hint: 'Is it running, and is the address right? docs/scale.md says how to start one.',
  });
};

/** What a stranger at the other end looks like to a client, in words. */
const wordsOf = (text: string): string => {
  if (/Protocol error|Unknown RESP type/.test(text)) return 'what answers there is no Redis';
  if (/wrong version number|packet length too long|SSL routines|EPROTO/i.test(text)) {
    return 'it does not speak TLS as it should; redis:// is without TLS, rediss:// with it';
  }
  return text;
};
