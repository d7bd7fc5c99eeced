import { type Action, type Extraction, found, notFound, pythonStrip } from '../../src/core/index.ts';

/** What stands between the tags of a name, each part without the white space around it, in the order of the reply. */
const partsIn = (reply: string, tag: 'execute' | 'solution'): readonly string[] => {
  const [open, close] = [`<${tag}>`, `</${tag}>`];
  const parts: string[] = [];
  for (let from = 0; ; ) {
    const start = reply.indexOf(open, from);
    const end = start === -1 ? -1 : reply.indexOf(close, start + open.length);
    if (end === -1) return parts;
    parts.push(pythonStrip(reply.slice(start + open.length, end)));
    from = end + close.length;
  }
};

/** A tag that opens a solution makes a proposal of the reply, whatever else stands in it. */
export const actionOf = (reply: string): Action => {
  if (reply.includes('<solution>')) {
    const text = partsIn(reply, 'solution').join('\n');
    return text === ''
      ? { kind: 'nothing', why: 'the solution is empty or not closed', spends: 'proposal' }
      : { kind: 'proposal', text };
  }
  const code = partsIn(reply, 'execute').join('\n');
  return code === ''
    ? { kind: 'nothing', why: 'neither code to execute nor a solution' }
    : { kind: 'code', text: code };
};

const none = 'no <solution> in the reply';

/** All solutions of a reply, joined by line ends, as the benchmark's scorer is given them. */
export const joinedSolutions = (reply: string): Extraction => {
  const parts = partsIn(reply, 'solution');
  const text = parts.join('\n');
  if (text === '') return notFound(parts.length === 0 ? none : 'the <solution> is empty');
  return found(text, parts.length === 1 ? '<solution>' : `${parts.length} <solution> parts, joined`);
};

/** The last solution of a reply that holds one. */
export const lastSolution = (reply: string): Extraction => {
  const parts = partsIn(reply, 'solution');
  const last = parts.at(-1);
  if (last === undefined) return notFound(none);
  return last === '' ? notFound('the last <solution> is empty') : found(last, 'last <solution>');
};
