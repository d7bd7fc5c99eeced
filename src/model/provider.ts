import type { PrefillWay } from '../core/index.ts';

/** What is known beforehand about a kind of server that speaks the OpenAI protocol. */
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
};

const local = (
  name: string,
  title: string,
  port: number,
  prefill: Provider['prefill'] = 'assistant-message',
): Provider => ({
  name,
  title,
  baseUrl: `http://127.0.0.1:${port}/v1`,
  baseUrlVariable: `${variablePrefix(name)}_BASE_URL`,
  keyVariable: `${variablePrefix(name)}_API_KEY`,
  prefill,
});

/** `together-ai` → `TOGETHER_AI`. */
export const variablePrefix = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

/** Ports are the servers' own defaults; where each way of prefilling is documented stands in docs/servers.md. */
export const providers: readonly Provider[] = [
  {
    name: 'openai',
    title: 'OpenAI, or a server that imitates it',
    baseUrl: 'https://api.openai.com/v1',
    baseUrlVariable: 'OPENAI_BASE_URL',
    keyVariable: 'OPENAI_API_KEY',
    prefill: 'none',
  },
  local('vllm', 'vLLM', 8000, 'continue_final_message'),
  local('sglang', 'SGLang', 30000, 'continue_final_message'),
  local('llama-cpp', 'llama.cpp server', 8080),
  { ...local('ollama', 'Ollama', 11434), wrapsText: true },
  local('lmstudio', 'LM Studio', 1234),
  local('tgi', 'Text Generation Inference', 3000),
  {
    name: 'openai-api',
    title:
      'any other server of the OpenAI protocol: openai-api/SERVICE/NAME reads SERVICE_BASE_URL and SERVICE_API_KEY',
    baseUrl: null,
    baseUrlVariable: 'OPENAI_BASE_URL',
    keyVariable: 'OPENAI_API_KEY',
    prefill: 'none',
  },
];
