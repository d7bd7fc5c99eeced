import { isObject } from '../../core/index.ts';
import type { LikelihoodWay } from './options.ts';

/** A token of a text that a server was given. */
export type EchoedToken = {
  readonly text: string;
  /** Where the server names it by number. */
  readonly id: string | null;
  /** As the server sent it: a number, null for the first token, or something that is none. */
  readonly logprob: unknown;
};

export type Echo =
  | { readonly ok: true; readonly tokens: readonly EchoedToken[] }
  /** `never`: the server has no log-probabilities of a prompt, for this text or any other. */
  | { readonly ok: false; readonly problem: string; readonly never: boolean };

/** What a server is told, and how the tokens of the text are found in what it says. */
export const echoBody = (
  way: LikelihoodWay,
  model: string,
  text: string,
  maxTokens: number,
): Readonly<Record<string, unknown>> => ({
  ...{ model, prompt: text, max_tokens: maxTokens, temperature: 0 },
  ...(way === 'echo' ? { echo: true, logprobs: 1 } : { prompt_logprobs: 0 }),
});

/**
 * @param text what the server was given
 * @param maxTokens as many tokens as were asked for: what was generated is not of the text
 */
export const readEcho = (way: LikelihoodWay, value: unknown, text: string, maxTokens: number): Echo => {
  const [choice] = isObject(value) && Array.isArray(value.choices) ? value.choices : [];
  if (!isObject(value) || !isObject(choice)) return broken('the server sent no object with "choices"');
  if (way === 'prompt_logprobs') return readListed(choice);
  return readEchoed(value, choice, text, maxTokens);
};

const broken = (problem: string): Echo => ({ ok: false, problem, never: false });
const never = (problem: string): Echo => ({ ok: false, problem, never: true });

type Fields = Readonly<Record<string, unknown>>;

/** OpenAI's completions API: the tokens of the text, then those that were generated. */
const readEchoed = ({ usage }: Fields, choice: Fields, text: string, maxTokens: number): Echo => {
  const { logprobs } = choice;
  if (!isObject(logprobs)) return never('the server gave no log-probabilities of the text');
  const { tokens, token_logprobs: values } = logprobs;
  if (!Array.isArray(tokens) || !Array.isArray(values) || tokens.length !== values.length) {
    return broken('the server did not give one log-probability for each token');
  }
  if (tokens.some(token => typeof token !== 'string'))
    return broken('the server sent tokens that are no texts');
  const counted = countIn(isObject(usage) ? usage : {}, tokens.length);
  if (counted === null && goesOn(choice, text, maxTokens)) {
    return broken('the server went on writing, although it was asked for the text alone');
  }
  const count = counted ?? tokens.length - maxTokens;
  // Pieces of characters may be written otherwise, but nothing that is half as short is the text.
  const spelled = tokens.slice(0, Math.max(0, count)).join('');
  if (count <= 0 || 2 * spelled.length < text.length)
    return never('the server gave log-probabilities of what it generated alone, not of the text');
  return {
    ok: true,
    tokens: Array.from({ length: count }, (_, at) => ({
      text: tokens[at] as string,
      id: null,
      logprob: values[at] as unknown,
    })),
  };
};

/**
 * How many of the tokens are the text's, where the server's count says it: all, or all but those it generated. vLLM
 * counts one that it generates and does not list.
 */
const countIn = (
  { prompt_tokens: given, completion_tokens: made }: Fields,
  listed: number,
): number | null => {
  if (typeof given !== 'number' || given <= 0) return null;
  return given === listed || given + Number(made) === listed ? given : null;
};

/** Some servers take 0 tokens for no limit: what follows the text would be taken for a part of it. */
const goesOn = ({ text: said }: Fields, text: string, maxTokens: number): boolean =>
  maxTokens === 0 && typeof said === 'string' && said.includes(text) && !said.endsWith(text);

/** vLLM's `prompt_logprobs`: null for the first token, then an object with the token of the text alone. */
const readListed = ({ prompt_logprobs: listed }: Fields): Echo => {
  if (!Array.isArray(listed)) return never('the server sent no "prompt_logprobs"');
  const tokens: EchoedToken[] = [];
  for (const entry of listed as readonly unknown[]) {
    if (entry === null) {
      tokens.push({ text: '', id: null, logprob: null });
      continue;
    }
    const [only, ...more] = isObject(entry) ? Object.entries(entry) : [];
    if (only === undefined || more.length > 0 || !isObject(only[1])) {
      return broken(
        'the server sent "prompt_logprobs" in another form: one token for each place was asked for',
      );
    }
    const [id, { decoded_token: text, logprob }] = only;
    tokens.push({ text: typeof text === 'string' ? text : '', id, logprob });
  }
  return { ok: true, tokens };
};
