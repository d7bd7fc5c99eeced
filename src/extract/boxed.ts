import { type Extraction, found, notFound, pythonStripRange } from '../core/index.ts';

const commands = ['\\boxed', '\\fbox'] as const;

/**
 * The content of the last `\boxed{…}` or `\fbox{…}` whose braces balance, wherever it stands. Empty boxes and
 * boxes that never close are passed over; `\{` and `\}` are signs, not braces. One walk over the text.
 */
export const boxed = (text: string): Extraction => {
  const first = firstCommand(text);
  if (first === -1) return notFound('no \\boxed{…}');
  let last: Box | null = null;
  const open: OpenBrace[] = [];
  let command = -1;
  for (let i = first; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '\\') {
      const name = commands.find(candidate => text.startsWith(candidate, i));
      if (name !== undefined) command = i;
      if (name !== undefined) i += name.length - 1;
      else if (isEscaped(text[i + 1])) i += 1;
    } else if (sign === '{') {
      open.push({ command, content: i + 1 });
      command = -1;
    } else if (sign === '}') {
      const opened = open.pop();
      if (opened === undefined || opened.command === -1) continue;
      const span = pythonStripRange(text, opened.content, i);
      if (span[0] < span[1] && opened.command > (last?.command ?? -1))
        last = { command: opened.command, span };
    } else if (command !== -1 && sign !== ' ' && sign !== '\n' && sign !== '\t') {
      command = -1;
    }
  }
  if (last === null) return notFound('no \\boxed{…} that closes and holds something');
  return found(text.slice(...last.span), 'last \\boxed', last.span);
};

type Box = { readonly command: number; readonly span: readonly [number, number] };

/** An opened brace; `command` is where the box command before it stands, or -1. */
type OpenBrace = { readonly command: number; readonly content: number };

const isEscaped = (sign: string | undefined): boolean => sign === '{' || sign === '}';

const firstCommand = (text: string): number => {
  const places = commands.map(command => text.indexOf(command)).filter(place => place !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
};
