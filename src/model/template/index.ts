import { EurusError } from '../../core/index.ts';
import { templateFrom } from './from-file.ts';
import { answerEnds, namedTemplate, templates } from './named.ts';
import { isPath } from './source.ts';
import type { ChatTemplate } from './template.ts';

export { templates } from './named.ts';
export type { ChatTemplate, Template } from './template.ts';

/** What matters of a server here. */
type Server = {
  readonly name: string;
  /** Its completions API puts the model's own template around the text. */
  readonly wrapsText?: true;
};

/**
 * The template for an API: none for chat, where the server has its own.
 * @param chosen what `--chat-template` says; null: `plain`
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const templateFor = (
  chosen: string | null,
  api: 'chat' | 'completions',
  server: Server,
): ChatTemplate | null => {
  if (api === 'completions') {
    if (server.wrapsText && chosen !== null && chosen !== 'plain') throw twice(server.name);
    return findTemplate(chosen ?? 'plain');
  }
  if (chosen === null) return null;
  throw new EurusError(
    'USAGE',
    '--chat-template is for the completions API; with chat the server has its own',
    { hint: 'Add --api completions, or leave --chat-template out' },
  );
};

/**
 * What `--chat-template` names: a form by its name, else a file or a folder.
 * @throws EurusError `USAGE` for a file that gives no template, `UNKNOWN_NAME`
 */
export const findTemplate = (text: string): ChatTemplate =>
  !Object.hasOwn(templates, text) && isPath(text) ? templateFrom(text) : named(text);

const named = (name: string): ChatTemplate => {
  const render = namedTemplate(name);
  return {
    render,
    whole: ({ kind, messages }, answer) =>
      render({ kind, messages, prefill: answer }) + (answerEnds[name] ?? ''),
    settings: { chat_template: name },
  };
};

const twice = (server: string): EurusError =>
  new EurusError(
    'USAGE',
    `The completions API of ${server} puts the model's own template around every text, so --chat-template would be the second`,
    {
      hint: `Use --api chat; or, for a model whose TEMPLATE is {{ .Prompt }}, name the server openai-api with its --base-url`,
    },
  );
