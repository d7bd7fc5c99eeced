import type { Message } from '../../core/index.ts';
import { trimBlocks } from './blanks.ts';
import { strftimeNow } from './clock.ts';
import { type Engine, engine, type Node } from './engine.ts';
import { createBudget, limit, range, TemplateTooCostly } from './limits.ts';
import { followPython } from './rules.ts';

/** The template itself says that it cannot take these turns. */
export class TemplateRefusal extends Error {}

/**
 * Text for one conversation, without prefill. Throws what went wrong.
 * @param asks whether the assistant is to speak next; true when left out
 */
export type Rendering = (messages: readonly Message[], asks?: boolean) => string;

/** Real templates are below 50,000. */
const maxTemplate = 256 * 1024;
/** The parser's time grows with the square of a run of blanks. */
const maxBlanks = 1024;

/**
 * A chat template in Jinja, as `apply_chat_template(…, add_generation_prompt=asks)` renders it. The text is the model
 * author's, so it is interpreted, never run: it sees the values named here and nothing of this process.
 * @throws Error for what cannot be read as a template
 */
export const compile = (source: string, tokens: Readonly<Record<string, string>>): Rendering => {
  if (source.length > maxTemplate) throw new Error(`is longer than ${maxTemplate} characters`);
  if (longestBlank(source) > maxBlanks) throw new Error(`has more than ${maxBlanks} blanks in a row`);
  const jinja = engine();
  const program = parse(jinja, source);
  return (messages, asks = true) => {
    const environment = new jinja.Environment();
    const values = {
      ...{ true: true, True: true, false: false, False: false, none: null, None: null },
      ...{ raise_exception: refuse, strftime_now: strftimeNow, range },
      ...tokens,
      ...{ tools: null, documents: null, add_generation_prompt: asks },
      messages: messages.map(({ role, content }) => ({ role, content })),
    };
    for (const [name, value] of Object.entries(values)) environment.set(name, value);
    const interpreter = new jinja.Interpreter(environment);
    const budget = createBudget();
    followPython({ jinja, interpreter, budget });
    limit(interpreter, budget);
    return inPlainWords(() => String(interpreter.run(program).value));
  };
};

/** Jinja reads every kind of line end as `\n`. */
const parse = (jinja: Engine, source: string): Node =>
  inPlainWords(() => jinja.parse(jinja.tokenize(trimBlocks(source.replace(/\r\n?/g, '\n')))));

const refuse = (message: unknown): never => {
  throw new TemplateRefusal(String(message));
};

const inPlainWords = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new TemplateTooCostly('nests or grows beyond every bound');
    throw error;
  }
};

const longestBlank = (text: string): number => {
  let longest = 0;
  for (const blanks of text.split(/\S+/)) longest = Math.max(longest, blanks.length);
  return longest;
};
