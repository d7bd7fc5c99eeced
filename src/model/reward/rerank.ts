import { isObject } from '../../core/index.ts';
import type { EndpointContext, RewardEndpoint } from './endpoint.ts';
import { byIndex, numberIn } from './reading.ts';
import { questionOf } from './wording.ts';

/**
 * `/rerank`: the answers to one question, best first. TEI's form by name; else the form that Jina and Cohere brought up
 * and that vLLM, SGLang and llama.cpp serve.
 * @see https://huggingface.github.io/text-embeddings-inference/
 */
export const rerankEndpoint = (
  { model, provider, batchSize }: EndpointContext,
  activation: boolean,
): RewardEndpoint => {
  const tei = provider === 'tei';
  return {
    kind: 'rerank',
    settings: { activation },
    most: batchSize,
    oneQuestion: true,
    body: batch => {
      const [first] = batch;
      const query = first === undefined ? '' : questionOf(first.prompt);
      const texts = batch.map(({ answer }) => answer);
      if (tei) return { query, texts, raw_scores: !activation, return_text: false };
      return { model, query, documents: texts, ...(activation ? {} : { use_activation: false }) };
    },
    read: (value, count) =>
      byIndex(isObject(value) ? value.results : value, count, ({ score, relevance_score }) =>
        numberIn(relevance_score ?? score, 'the score'),
      ),
  };
};
