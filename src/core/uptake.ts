/**
 * How an answer took up the start that was put into the model's mouth: it went on (`continued`), brought the whole
 * start again (`repeated`: a server that sends it back, or a model that began anew with the same words), or began anew
 * with a block of its own (`fence`), with a definition (`definition`) or in words (`prose`).
 */
export type Uptake = 'continued' | 'repeated' | 'fence' | 'definition' | 'prose' | 'unclear';

/** True for an answer that does not go on behind its start, and so is whole without it. */
export const isWhole = (uptake: Uptake): boolean => uptake !== 'continued' && uptake !== 'unclear';

/** Longest part of an answer that is looked at: how it begins, and whether blocks open in it. */
const maxLooked = 64 * 1024;

/** Reads the signs in the text alone. Pure, linear in the text. */
export const uptakeOf = (prefill: string, text: string): Uptake => {
  const start = prefill.trim();
  const looked = text.slice(0, maxLooked);
  const said = looked.trimStart();
  if (said === '' || start === '') return 'unclear';
  if (said.startsWith(start)) return 'repeated';
  // What a model thinks before it answers stands at the beginning of a turn.
  if (/^<(?:think|thinking|reasoning|thought)>/i.test(said)) return 'prose';
  const code = codeStarted(prefill);
  return code === null ? uptakeOfWords(start, said) : uptakeOfCode(code, looked);
};

/** The code behind the last opening fence of a start whose block is still open; null when none is. */
const codeStarted = (prefill: string): string | null => {
  let code: string[] | null = null;
  for (const line of prefill.split('\n')) {
    if (isFence(line)) code = code === null ? [] : null;
    else code?.push(line);
  }
  return code === null ? null : code.join('\n');
};

const isFence = (line: string): boolean => /^[ \t]*```/.test(line);

/** An opening fence names its language; a closing one stands alone. */
const opensBlock = (line: string): boolean => /^[ \t]*```+[ \t]*\w/.test(line);

const uptakeOfCode = (code: string, text: string): Uptake => {
  const lines = text.split('\n');
  const first = lines.find(line => line.trim() !== '') ?? '';
  const fences = lines.filter(isFence);
  if (isFence(first)) return fences.some(opensBlock) || fences.length > 1 ? 'fence' : 'unclear';
  const uptake = uptakeOfLine(code, first);
  if (uptake === 'definition' || (uptake === 'continued' && code.trim() !== '')) return uptake;
  // In a block that is open the first fence closes it; one that opens another shows that none was open.
  const [fence] = fences;
  if (fence !== undefined && opensBlock(fence)) return 'prose';
  if (uptake === 'unclear' && (isProse(first) || fences.length >= 2))
    return isProse(first) ? 'prose' : uptake;
  return uptake;
};

/** What the first line of an answer shows, given the code that stands before it. */
const uptakeOfLine = (code: string, line: string): Uptake => {
  const defines = /^(?:async[ \t]+)?(?:def|class)[ \t]+\w/.test(line);
  if (/(?:^|\s)def$/.test(code)) {
    if (defines || /^(?:from|import)[ \t]+\w|^@\w/.test(line)) return 'definition';
    // Only a name and its parameters can follow the word.
    return /^\s*[A-Za-z_]\w*[ \t]*[([]/.test(line) ? 'continued' : 'unclear';
  }
  if (code.trim() === '') return isCode(line) ? 'continued' : 'unclear';
  if (/^[ \t]/.test(line)) return 'continued';
  const [, name = ''] = /^(?:async[ \t]+)?def[ \t]+(\w+)/.exec(line) ?? [];
  const again = name !== '' && code.split('\n').some(one => one.startsWith(`def ${name}`));
  return again || /^(?:from|import)[ \t]+\w/.test(line) ? 'definition' : 'unclear';
};

const isCode = (line: string): boolean =>
  /^(?:[ \t]+\S|(?:class|def|async|from|import|if|for|while|try|with)\b|@\w|#|"""|'''|[A-Za-z_][\w.]*[ \t]*[=([])/.test(
    line,
  );

const isProse = (line: string): boolean =>
  /^(?:[A-Z][\w']*[,!:]?[ \t]+[\w'"`]|I[ \t]|\*\*|\d+\.[ \t]|-[ \t])/.test(line);

/** Words that stand in the start again at the beginning of the answer, its label among them. */
const uptakeOfWords = (start: string, said: string): Uptake => {
  const [label] = /^\w{1,16}:/.exec(start) ?? [];
  if (label !== undefined && said.startsWith(label)) return 'prose';
  const least = 12;
  for (const { index } of start.slice(0, 4096).matchAll(/\S+/g)) {
    const rest = start.slice(index);
    if (rest.length < least) break;
    if (said.startsWith(rest)) return 'prose';
  }
  return 'unclear';
};
