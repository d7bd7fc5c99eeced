import { EurusError } from '../../core/index.ts';

/** Statuses by which servers refuse a request for what stands in it. */
const refused = /\(HTTP (?:400|413|422)\)/;

/** How servers say that a dialogue does not fit, each in its documentation or its source. */
const wordings: readonly RegExp[] = [
  // OpenAI, vLLM, SGLang, DeepSeek, Mistral
  /maximum (?:context|model) length/i,
  /context_length_exceeded/i,
  // SGLang
  /longer than the model's context length/i,
  // llama.cpp
  /exceeds? the available context size/i,
  // Anthropic
  /prompt is too long/i,
  /exceeds? context limit/i,
  // Gemini
  /input token count [^a-z]{0,40}exceeds the maximum/i,
  // text-generation-inference
  /`inputs` (?:tokens \+|must have less than)/i,
  // Groq
  /reduce the length of the messages/i,
];

/** True for a server's refusal because its context is full. Other refusals are about something else. */
export const isTooLong = (thrown: unknown): boolean =>
  thrown instanceof EurusError &&
  thrown.code === 'ENDPOINT_REFUSED' &&
  refused.test(thrown.message) &&
  wordings.some(wording => wording.test(thrown.message));
