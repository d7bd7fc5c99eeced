import type { Backend, BenchmarkIdentity, Completion, GenerateRequest } from '../core/index.ts';
import type { PromptSettings } from './prompt.ts';
import { namePrompt, requestSha256 } from './request-key.ts';

/** Who is asked, and how prompts are written for it. */
export type Asker = { readonly backend: Backend; readonly prompts: PromptSettings };

/** What the completions of a request have in common, whatever it comes to. */
export type Common = Pick<
  Completion,
  'key' | 'benchmark' | 'protocol' | 'id' | 'trial' | 'promptSha256' | 'form' | 'requestSha256'
>;

/** @param interaction of an episode that the request is the first turn of */
export const commonOf = (
  request: GenerateRequest,
  { backend, prompts }: Asker,
  interaction?: BenchmarkIdentity['interaction'],
): Common => {
  const { key, benchmark, protocol, id, trial, prompt } = request;
  const named = namePrompt(prompt, request.prefillWay ?? prompts.prefill, interaction);
  const common = { key, benchmark, protocol, id, trial, promptSha256: named.sha256, form: 'chat' as const };
  // Recorded answers may have been given to another request.
  if (backend.api === 'replay') return common;
  return { ...common, requestSha256: requestSha256(backend, named, request) };
};
