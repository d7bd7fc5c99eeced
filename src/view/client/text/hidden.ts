/** A piece of text, or characters in it that nobody would see. */
export type Piece = string | Hidden;

export type Hidden = {
  /** `U+202E`, with how many of it stand there when there are several. */
  readonly code: string;
  readonly name: string;
};

/** Characters that show nothing or move what is shown; line ends and tabs are no surprise. */
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

const names: Readonly<Record<number, string>> = {
  0: 'null',
  8: 'backspace',
  13: 'carriage return',
  27: 'escape',
  173: 'soft hyphen',
  1564: 'Arabic letter mark',
  8203: 'zero-width space',
  8204: 'zero-width non-joiner',
  8205: 'zero-width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8232: 'line separator',
  8233: 'paragraph separator',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'end of embedding or override',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'end of isolate',
  65279: 'byte order mark',
};

/** Most hidden characters that are shown as pieces of their own; a text with more is no text. */
const maxPieces = 500;

/**
 * Splits a text so that what is hidden in it can be shown. Joiners between pictures are left: they make one picture of
 * several. A carriage return before a line end is a line end.
 */
export const pieces = (text: string): readonly Piece[] => {
  if (text.search(hidden) < 0) return [text];
  const found: Piece[] = [];
  let done = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index < done || isExpected(text, character, index)) continue;
    if (index > done) found.push(text.slice(done, index));
    done = index + character.length;
    let times = 1;
    while (text.startsWith(character, done)) {
      done += character.length;
      times += 1;
    }
    found.push(describe(character, times));
    if (found.length > maxPieces) return [...found, spelled(text.slice(done))];
  }
  return done < text.length ? [...found, text.slice(done)] : found;
};

const isExpected = (text: string, character: string, index: number): boolean =>
  (character === '\r' && text[index + 1] === '\n') ||
  (character === '\u200d' &&
    /(?:\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}])$/u.test(
      text.slice(Math.max(0, index - 2), index),
    ) &&
    /^\p{Extended_Pictographic}/u.test(text.slice(index + 1, index + 3)));

const describe = (character: string, times: number): Hidden => {
  const point = character.codePointAt(0) ?? 0;
  const code = codeOf(character);
  return {
    code: times === 1 ? code : `${code} ×${times}`,
    name: names[point] ?? (point < 32 ? 'control character' : 'invisible character'),
  };
};

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The same within the text. */
const spelled = (text: string): string =>
  text.replace(hidden, (character, index: number) =>
    isExpected(text, character, index) ? character : `⟨${codeOf(character)}⟩`,
  );
