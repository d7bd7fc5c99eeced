import {
  type Completion,
  EurusError,
  type Generated,
  type GenerateRequest,
  messageOf,
} from '../core/index.ts';
import { type Asker, commonOf } from './common.ts';

/** The record of an answer. */
export const completionOf = (request: GenerateRequest, generated: Generated, asker: Asker): Completion => {
  const { logprobs, form, promptSha256, scores, endpoint } = generated;
  const completion: Completion = {
    ...commonOf(request, asker),
    text: generated.text,
    reasoning: generated.reasoning,
    finishReason: generated.finishReason,
    usage: generated.usage,
    latencyMs: generated.latencyMs,
    model: generated.model,
    error: null,
    prefill: generated.prefill,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const plain = logprobs === undefined && form === undefined && promptSha256 === undefined;
  if (plain && scores === undefined) return completion;
  return {
    ...completion,
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(scores === undefined ? {} : { scores }),
    ...(form === undefined ? {} : { form }),
    ...(promptSha256 === undefined ? {} : { promptSha256 }),
  };
};

/**
 * The record of a request that failed for good.
 * @param replica which of several servers was asked last; null where there is one
 */
export const failedCompletion = (
  request: GenerateRequest,
  error: unknown,
  asker: Asker,
  replica: number | null,
): Completion => ({
  ...commonOf(request, asker),
  text: '',
  reasoning: null,
  finishReason: null,
  usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
  latencyMs: null,
  model: asker.backend.model,
  error: { code: error instanceof EurusError ? error.code : 'UNEXPECTED', message: messageOf(error) },
  prefill: null,
  ...endpointAt(asker, replica),
});

const endpointAt = ({ backend }: Asker, replica: number | null): Pick<Completion, 'endpoint'> => {
  const endpoint = replica === null ? undefined : backend.replicas?.[replica]?.url;
  return endpoint === undefined ? {} : { endpoint };
};
