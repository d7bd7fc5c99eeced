import { closesFence, type Fence, fenceOf } from './fenced-code.ts';

/** Where reasoning starts, where it ends, or where one of several messages ends. */
export type Mark = {
  readonly kind: 'open' | 'close' | 'end';
  readonly start: number;
  readonly end: number;
};

/** What models put around their reasoning, in any case. */
const pairs: readonly (readonly [open: string, close: string])[] = [
  ...['think', 'thinking', 'thought', 'reasoning', 'seed:think'].map(
    name => [`<${name}>`, `</${name}>`] as const,
  ),
  ['[THINK]', '[/THINK]'], // Magistral
  ['<|begin_of_thought|>', '<|end_of_thought|>'], // OpenThinker, Sky-T1
  ['<|START_THINKING|>', '<|END_THINKING|>'], // Command A
  ['<|inner_prefix|>', '<|inner_suffix|>'], // Apertus
  ['◁think▷', '◁/think▷'], // Kimi-VL
];
const openings = new Set(pairs.map(([open]) => open.toLowerCase()));
const closings = new Set(pairs.map(([, close]) => close.toLowerCase()));

// The marks are ours; escaping keeps them plain text all the same.
const literal = (mark: string): string => mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const tag = pairs.flat().map(literal).join('|');

/** The header of a message of gpt-oss; of its channels `final` alone is for the user. */
const header = String.raw`(?:<\|start\|>assistant)?<\|channel\|>(?<channel>[a-z]{1,16})[^<\n]{0,64}(?:<\|constrain\|>[a-z]{0,16})?<\|message\|>`;
const marks = new RegExp(String.raw`${tag}|${header}|<\|(?:end|return|call)\|>`, 'gi');
const anyMark = new RegExp(String.raw`${tag}|<\|channel\|>`, 'i');

/** A message of gpt-oss whose special tokens were taken out: `analysisWe need … assistantfinalIt is 5.` */
const bareHeader = /^analysis(?=[A-Z])/;
const bareFinal = 'assistantfinal';

/**
 * The marks of a text in order. A tag that is only spoken of is none: in inline code, between quotation marks, or in a
 * fenced block; but a closing tag at the start or the end of a line counts there too, because models leave blocks open
 * when they stop to reason. One walk over the lines.
 */
export function* reasoningMarks(text: string): Generator<Mark, void, undefined> {
  if (bareHeader.test(text)) yield* bareMarks(text);
  else if (anyMark.test(text)) yield* taggedMarks(text);
}

function* bareMarks(text: string): Generator<Mark, void, undefined> {
  yield { kind: 'open', start: 0, end: 'analysis'.length };
  const start = text.lastIndexOf(bareFinal);
  if (start !== -1) yield { kind: 'close', start, end: start + bareFinal.length };
}

function* taggedMarks(text: string): Generator<Mark, void, undefined> {
  let fence: Fence | null = null;
  /** Opening tags in the fenced block that are only spoken of: so are as many closing ones. */
  let quotedInFence = 0;
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline === -1 ? text.length : newline);
    const sign = fenceOf(line);
    if (sign !== null) {
      if (fence === null) fence = sign;
      else if (closesFence(sign, fence)) fence = null;
      quotedInFence = 0;
    }
    const [quoted, atEdge] = [quotedIn(line), edgesOf(line)];
    for (const match of line.matchAll(marks)) {
      const kind = kindOf(match);
      const from = match.index;
      const to = from + match[0].length;
      if (isTag(match[0]) && fence !== null) {
        if (kind === 'open') quotedInFence += 1;
        const counts = kind === 'close' && quotedInFence === 0 && atEdge(from, to);
        if (kind === 'close' && quotedInFence > 0) quotedInFence -= 1;
        if (!counts) continue;
      } else if (isTag(match[0]) && quoted(kind, from, to)) continue;
      fence = null;
      yield { kind, start: start + from, end: start + to };
    }
    start += line.length + 1;
  }
}

const isTag = (mark: string): boolean => openings.has(mark.toLowerCase()) || closings.has(mark.toLowerCase());

const kindOf = ({ 0: mark, groups }: RegExpExecArray): Mark['kind'] => {
  const channel = groups?.channel;
  if (channel !== undefined) return channel.toLowerCase() === 'final' ? 'close' : 'open';
  if (openings.has(mark.toLowerCase())) return 'open';
  return closings.has(mark.toLowerCase()) ? 'close' : 'end';
};

/** True for a mark with nothing but blanks before it, or behind it, in its line. */
const edgesOf = (line: string): ((from: number, to: number) => boolean) => {
  const [first, last] = [line.length - line.trimStart().length, line.trimEnd().length];
  return (from, to) => from <= first || to >= last;
};

const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’' };

/** Asked about the tags of a line from left to right: true for one in inline code or between quotation marks. */
const quotedIn = (line: string): ((kind: Mark['kind'], from: number, to: number) => boolean) => {
  const lastBacktick = line.lastIndexOf('`');
  let [backticks, counted] = [0, 0];
  /** What ends the quotation that an opening tag of the line started. */
  let openQuote: string | undefined;
  return (kind, from, to) => {
    for (; counted < from; counted += 1) if (line[counted] === '`') backticks += 1;
    if (backticks % 2 === 1 && lastBacktick >= to) return true;
    const end = quotes[line[from - 1] ?? ''];
    const next = line[to];
    if (kind === 'close') return next !== undefined && (next === end || next === openQuote);
    if (end === undefined || !line.includes(end, to)) return false;
    openQuote = end;
    return true;
  };
};
