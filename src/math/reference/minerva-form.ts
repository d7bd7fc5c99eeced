/** Replaced in this order, each wherever it stands. */
const replacements: readonly (readonly [before: string, after: string])[] = [
  ['an ', ''],
  ['a ', ''],
  ['.$', '$'],
  ['\\$', ''],
  ['\\ ', ''],
  [' ', ''],
  ['mbox', 'text'],
  [',\\text{and}', ','],
  ['\\text{and}', ','],
  ['\\text{m}', '\\text{}'],
];

/** Then deleted in this order. */
const deletions: readonly string[] = [
  ...'square ways integers dollars mph inches ft hours km units \\ldots sue points feet minutes digits cents'.split(
    ' ',
  ),
  ...'degrees cm gm pounds meters meals edges students childrentickets multiples'.split(' '),
  ...['\\text{s}', '\\text{.}', '\\text{\ns}', '\\text{}^2', '\\text{}^3', '\\text{\n}', '\\text{}'],
  ...['\\mathrm{th}', '^\\circ', '^{\\circ}', '\\;', ',\\!', '{,}', '"', '\\dots'],
];

/**
 * The normal form of the Minerva paper (Lewkowycz et al., 2022, appendix D), as lm-eval and GSM-Plus use it: what
 * stands behind the last `=`, with units and wrappers deleted as plain texts.
 * @param percent GSM-Plus reads `\%` as a percent sign
 */
export const minervaForm = (text: string, percent: 'kept' | 'unescaped' = 'kept'): string => {
  const value = text.slice(text.lastIndexOf('=') + 1);
  const replaced = replacements.reduce((result, [before, after]) => {
    const unescaped = before === ' ' && percent === 'unescaped' ? result.replaceAll('\\%', '%') : result;
    return unescaped.replaceAll(before, after);
  }, value);
  const bare = deletions.reduce((result, part) => result.replaceAll(part, ''), replaced);
  const inside = bare.split('\n').map(betweenFirstDollars).join('\n');
  const unwrapped = ['\\text{', '\\textbf{', '\\overline{'].reduce(withoutCommand, inside);
  const plain = unwrapped
    .split('\n')
    .map(withoutBox)
    .join('\n')
    .replace(/frac([^{])([^\n])/gu, 'frac{$1}{$2}')
    .replace(/sqrt([^{])/gu, 'sqrt{$1}')
    .replaceAll('$', '');
  const digits = plain.replaceAll(',', '');
  return /^\p{Nd}+$/u.test(digits) ? digits : plain;
};

const betweenFirstDollars = (line: string): string => {
  const open = line.indexOf('$');
  const close = line.indexOf('$', open + 1);
  return open === -1 || close === -1 ? line : line.slice(open, close + 1);
};

/** Takes off a command and the first brace behind it that closes, where that is on the same line. */
const withoutCommand = (text: string, command: string): string => {
  const [head = '', ...parts] = text.split(command);
  // A part that lacks the brace belongs to the next one that has it, and the command between them stays.
  let [result, pending] = [head, ''];
  for (const part of parts) {
    const tail = pending + part;
    const close = tail.indexOf('}');
    const newline = tail.indexOf('\n');
    if (close !== -1 && (newline === -1 || close < newline)) {
      result += tail.slice(0, close) + tail.slice(close + 1);
      pending = '';
    } else if (newline !== -1 || close !== -1) {
      result += command + tail;
      pending = '';
    } else pending = tail + command;
  }
  return pending === '' ? result : result + command + pending.slice(0, -command.length);
};

const box = '\\boxed{';

/** The inside of a box, up to the last brace of the line. */
const withoutBox = (line: string): string => {
  const open = line.indexOf(box);
  const close = line.lastIndexOf('}');
  return open === -1 || close < open + box.length
    ? line
    : line.slice(0, open) + line.slice(open + box.length, close) + line.slice(close + 1);
};
