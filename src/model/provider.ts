import type { PrefillWay } from '../core/index.ts';
import { anthropic } from './anthropic/dialect.ts';
import { gemini } from './gemini/dialect.ts';
import type { Dialect } from './http/dialect.ts';
import { openAi } from './openai/dialect.ts';

/** What is known beforehand about a kind of server. */
export type Provider = {
  /** First part of `--model PROVIDER/NAME`. */
  readonly name: string;
  readonly title: string;
  /** Where it listens unless told otherwise; null when there is no usual place. */
  readonly baseUrl: string | null;
  /** Environment variables read when the flags are silent. */
  readonly baseUrlVariable: string;
  readonly keyVariable: string;
  /** How its chat API is asked to continue a started answer. The completions API always can, with plain text. */
  readonly prefill: Exclude<PrefillWay, 'text'>;
  /** Its completions API puts the model's own template around every text. */
  readonly wrapsText?: true;
  readonly dialect: Dialect;
  /** Most answers to one prompt that a request may ask for (`n`); null where it is one, or not documented. */
  readonly n: number | null;
  readonly limits: Limits;
  /** Servers at other addresses go by this name too, and need not have its limits. */
  readonly imitated?: true;
  /** SHA-256 of the file that a provider from outside was loaded from. */
  readonly sha256?: string;
};

/** What an API is known not to take, from its maker's reference. Absent: no limit is known. */
export type Limits = {
  /** Most stop strings. */
  readonly stops?: number;
  /** False: a stop string of white space alone is refused. */
  readonly blankStops?: false;
  readonly maxTemperature?: number;
  /** False: there is no seed. */
  readonly seed?: false;
};

/** `together-ai` → `TOGETHER_AI`. */
export const variablePrefix = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

/**
 * A kind of server. What is left out is that of a server which speaks the OpenAI protocol, continues no started answer
 * and has no limits; variables are named after it (`NAME_API_KEY`, `NAME_BASE_URL`).
 * @param name first part of `--model NAME/MODEL`
 * @param baseUrl where it listens unless told otherwise; null when there is no usual place
 */
export const defineProvider = (
  name: string,
  title: string,
  baseUrl: string | null,
  given: Partial<Omit<Provider, 'name' | 'title' | 'baseUrl'>> = {},
): Provider => ({
  name,
  title,
  baseUrl,
  baseUrlVariable: `${variablePrefix(name)}_BASE_URL`,
  keyVariable: `${variablePrefix(name)}_API_KEY`,
  prefill: 'none',
  dialect: openAi,
  n: null,
  limits: {},
  ...given,
});

const local = (port: number): string => `http://127.0.0.1:${port}/v1`;
/** The limit of OpenAI's own API; servers like it name none that is lower. */
const mostOfOpenAi = 128;
const openAiVariables = { baseUrlVariable: 'OPENAI_BASE_URL', keyVariable: 'OPENAI_API_KEY' };
const chatAlone: Dialect = { ...openAi, apis: ['chat'] };
const google = {
  dialect: gemini,
  limits: { stops: 5, maxTemperature: 2 },
};
const googleUrl = 'https://generativelanguage.googleapis.com/v1beta';

/** Where each of these facts is documented stands in docs/servers.md. */
export const providers: readonly Provider[] = [
  defineProvider('openai', 'OpenAI, or a server that imitates it', 'https://api.openai.com/v1', {
    limits: { stops: 4, maxTemperature: 2 },
    n: mostOfOpenAi,
    imitated: true,
  }),
  defineProvider('anthropic', 'Anthropic', 'https://api.anthropic.com/v1', {
    prefill: 'assistant-message',
    dialect: anthropic,
    limits: { blankStops: false, maxTemperature: 1, seed: false },
  }),
  defineProvider('google', 'Google Gemini', googleUrl, google),
  defineProvider('gemini', 'the same with GEMINI_API_KEY', googleUrl, google),
  defineProvider('vllm', 'vLLM', local(8000), { prefill: 'continue_final_message', n: mostOfOpenAi }),
  defineProvider('sglang', 'SGLang', local(30000), { prefill: 'continue_final_message', n: mostOfOpenAi }),
  defineProvider('llama-cpp', 'llama.cpp server', local(8080), { prefill: 'assistant-message' }),
  defineProvider('ollama', 'Ollama', local(11434), {
    prefill: 'assistant-message',
    wrapsText: true,
  }),
  defineProvider('lmstudio', 'LM Studio', local(1234), { prefill: 'assistant-message' }),
  defineProvider('tgi', 'Text Generation Inference', local(3000), { prefill: 'assistant-message' }),
  defineProvider('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', {
    dialect: chatAlone,
    limits: { stops: 16, maxTemperature: 2 },
  }),
  defineProvider('fireworks', 'Fireworks AI', 'https://api.fireworks.ai/inference/v1'),
  defineProvider('groq', 'Groq', 'https://api.groq.com/openai/v1', {
    dialect: chatAlone,
    limits: { stops: 4, maxTemperature: 2 },
  }),
  defineProvider('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', {
    limits: { stops: 4, maxTemperature: 2 },
  }),
  defineProvider('together', 'Together AI', 'https://api.together.xyz/v1'),
  defineProvider(
    'openai-api',
    'any other server of the OpenAI protocol: openai-api/SERVICE/NAME reads SERVICE_BASE_URL and SERVICE_API_KEY',
    null,
    { ...openAiVariables, n: mostOfOpenAi },
  ),
];
