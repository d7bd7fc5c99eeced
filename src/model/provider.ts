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
  readonly dialect: Dialect;
  readonly limits: Limits;
  /** Servers at other addresses go by this name too, and need not have its limits. */
  readonly imitated?: true;
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

/** Variables are named after the provider. */
const provider = (
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
  limits: {},
  ...given,
});

const local = (port: number): string => `http://127.0.0.1:${port}/v1`;
const openAiVariables = { baseUrlVariable: 'OPENAI_BASE_URL', keyVariable: 'OPENAI_API_KEY' };
const google = {
  dialect: gemini,
  limits: { stops: 5, maxTemperature: 2 },
};
const googleUrl = 'https://generativelanguage.googleapis.com/v1beta';

/** Where each of these facts is documented stands in docs/servers.md. */
export const providers: readonly Provider[] = [
  provider('openai', 'OpenAI, or a server that imitates it', 'https://api.openai.com/v1', {
    limits: { stops: 4, maxTemperature: 2 },
    imitated: true,
  }),
  provider('anthropic', 'Anthropic', 'https://api.anthropic.com/v1', {
    prefill: 'assistant-message',
    dialect: anthropic,
    limits: { blankStops: false, maxTemperature: 1, seed: false },
  }),
  provider('google', 'Google Gemini', googleUrl, google),
  provider('gemini', 'the same with GEMINI_API_KEY', googleUrl, google),
  provider('vllm', 'vLLM', local(8000), { prefill: 'continue_final_message' }),
  provider('sglang', 'SGLang', local(30000), { prefill: 'continue_final_message' }),
  provider('llama-cpp', 'llama.cpp server', local(8080), { prefill: 'assistant-message' }),
  provider('ollama', 'Ollama', local(11434), { prefill: 'assistant-message' }),
  provider('lmstudio', 'LM Studio', local(1234), { prefill: 'assistant-message' }),
  provider('tgi', 'Text Generation Inference', local(3000), { prefill: 'assistant-message' }),
  provider('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', {
    limits: { stops: 16, maxTemperature: 2 },
  }),
  provider('fireworks', 'Fireworks AI', 'https://api.fireworks.ai/inference/v1'),
  provider('groq', 'Groq', 'https://api.groq.com/openai/v1', { limits: { stops: 4, maxTemperature: 2 } }),
  provider('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', {
    limits: { stops: 4, maxTemperature: 2 },
  }),
  provider('together', 'Together AI', 'https://api.together.xyz/v1'),
  provider(
    'openai-api',
    'any other server of the OpenAI protocol: openai-api/SERVICE/NAME reads SERVICE_BASE_URL and SERVICE_API_KEY',
    null,
    openAiVariables,
  ),
];
