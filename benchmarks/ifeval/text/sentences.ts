import { abbreviations, commonWords, sentenceStarters } from './abbreviations.ts';

/**
 * How many sentences NLTK's English tokenizer (punkt) sees in a text: its rules, with word lists of our own in place of
 * its trained model. Linear.
 */
export const countSentences = (text: string): number => {
  const trimmed = text.trimEnd();
  const pieces: [number, number][] = [];
  let start = 0;
  for (const { end, next, context } of candidates(trimmed)) {
    if (!endsSentence(context)) continue;
    pieces.push([start, end]);
    start = next;
  }
  pieces.push([start, trimmed.length]);
  return countRealigned(trimmed, pieces);
};

/** A stop after which a sentence may begin. */
type Candidate = { readonly end: number; readonly next: number; readonly context: string };

const closers = ')";}]*:@\'({[!?';

/** The last stop of each run of text without blanks that is followed by a closing sign, or by blanks and more text. */
function* candidates(text: string): Generator<Candidate> {
  const runs = [...text.matchAll(/\S+/gu)];
  for (const [index, { 0: run, index: at }] of runs.entries()) {
    const following = runs[index + 1];
    for (let i = run.length - 1; i >= 0; i -= 1) {
      if (!'.?!'.includes(run[i] ?? '')) continue;
      const end = at + i + 1;
      if (i === run.length - 1) {
        if (following === undefined) continue;
        yield { end, next: following.index, context: text.slice(at, following.index + following[0].length) };
        break;
      }
      if (!closers.includes(run[i + 1] ?? '')) continue;
      yield { end, next: end, context: text.slice(at, end + 1) };
      break;
    }
  }
}

/** What follows a word: a blank, the end, a closing sign, dashes or dots, or a comma before one of these. */
const wordEnd = String.raw`\s|$|[)";}\]*:@'({\[!?]|-{2,}|\.{2,}|(?:\.\s){2,}\.`;
const tokenPattern = new RegExp(
  String.raw`-{2,}|\.{2,}|(?:\.\s){2,}\.|[^\s("\x60{\[:;&#*@)}\]\-,]\S*?(?=${wordEnd}|,(?:${wordEnd}))|\S`,
  'gu',
);

type Token = { readonly text: string; kind: 'stop' | 'abbreviation' | 'dots' | 'word' };

const endsSentence = (context: string): boolean => {
  const tokens = context.split('\n').flatMap(line => (line.match(tokenPattern) ?? []).map(tokenOf));
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (next === undefined) return false;
    reconsider(token, next);
    if (token.kind === 'stop') return true;
  }
  return false;
};

const tokenOf = (text: string): Token => {
  if (text === '.' || text === '?' || text === '!') return { text, kind: 'stop' };
  if (/^\.\.+$/.test(text)) return { text, kind: 'dots' };
  if (!text.endsWith('.') || text.endsWith('..')) return { text, kind: 'word' };
  const word = text.slice(0, -1).toLowerCase();
  const known = abbreviations.has(word) || abbreviations.has(word.slice(word.lastIndexOf('-') + 1));
  return { text, kind: known ? 'abbreviation' : 'stop' };
};

/** A word with a stop is looked at again in the light of the next. */
const reconsider = (token: Token, next: Token): void => {
  if (!token.text.endsWith('.')) return;
  const isInitial = /^[\p{L}_]\.$/u.test(token.text);
  const begins = beginsSentence(next);
  const nextWord = wordOf(next);
  if ((token.kind === 'abbreviation' || token.kind === 'dots') && !isInitial) {
    const starts = isUpper(next.text) && sentenceStarters.has(nextWord);
    if (begins === true || starts) {
      token.kind = 'stop';
      return;
    }
  }
  const isNumber = /^-?[.,]?\d[\d,.-]*$/.test(token.text);
  if (!isInitial && !isNumber) return;
  const isName = begins === null && isInitial && isUpper(next.text) && !sentenceStarters.has(nextWord);
  if (begins === false || isName) token.kind = 'abbreviation';
};

/** True, false, or null where the word's first letter does not tell. */
const beginsSentence = (next: Token): boolean | null => {
  if (';:,.!?'.includes(next.text)) return false;
  if (/^\p{Lowercase}/u.test(next.text)) return false;
  return isUpper(next.text) && commonWords.has(wordOf(next)) ? true : null;
};

const wordOf = ({ text, kind }: Token): string => {
  const lower = text.toLowerCase();
  return kind === 'stop' && lower.length > 1 && lower.endsWith('.') ? lower.slice(0, -1) : lower;
};

const isUpper = (text: string): boolean => /^\p{Uppercase}/u.test(text);

/** Closing quotes and brackets belong to the sentence before; what is left empty is no sentence. */
const countRealigned = (text: string, pieces: readonly (readonly [number, number])[]): number => {
  let count = 0;
  let moved = 0;
  for (const [index, [start, end]] of pieces.entries()) {
    const from = start + moved;
    const following = pieces[index + 1];
    if (following === undefined) {
      if (from < end) count += 1;
      continue;
    }
    const closing = closingAt(text, ...following);
    moved = closing;
    if (closing > 0 || from < end) count += 1;
  }
  return count;
};

/** Length of the quotes and brackets, with blanks, that a piece begins with, where a blank, `--` or a line end follows. */
const closingAt = (text: string, start: number, end: number): number => {
  const piece = text.slice(start, Math.min(end, start + longestClosing));
  return /^["')\]}]+?(?:\s+|(?=--)|$)/mu.exec(piece)?.[0].length ?? 0;
};

const longestClosing = 1000;
