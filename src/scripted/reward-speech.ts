import { isObject } from '../core/index.ts';

/** What is to be scored, as far as a request says it. */
export type RewardedItem = {
  /** Null where question and answer came as one text. */
  readonly question: string | null;
  /** The answer, or the one text. */
  readonly answer: string;
};

/** One reward API: what its requests hold, and how its answers look. */
export type RewardSpeech = {
  /** Null for a request of another shape. */
  items(body: Readonly<Record<string, unknown>>): readonly RewardedItem[] | null;
  result(reward: unknown, index: number): unknown;
  document(results: readonly unknown[], body: Readonly<Record<string, unknown>>): unknown;
};

const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every(item => typeof item === 'string') ? (value as readonly string[]) : null;

const contentOf = (messages: readonly unknown[], role: string): string | null => {
  const found = messages.findLast(message => isObject(message) && message.role === role);
  return isObject(found) && typeof found.content === 'string' ? found.content : null;
};

/** A conversation that ends in the answer, or texts. */
const conversationItems: RewardSpeech['items'] = ({ messages, input }) => {
  if (Array.isArray(messages)) {
    const answer = contentOf(messages, 'assistant');
    return answer === null ? null : [{ question: contentOf(messages, 'user'), answer }];
  }
  return texts(input)?.map(answer => ({ question: null, answer })) ?? null;
};

const listed: RewardSpeech['document'] = (data, { model }) => ({
  id: 'scripted',
  object: 'list',
  created: 0,
  model,
  data,
  usage: { prompt_tokens: 1, total_tokens: 1 },
});

const score: RewardSpeech = {
  items: ({ text_1, text_2 }) => {
    const [questions, answers] = [texts(text_1), texts(text_2)];
    if (questions === null || answers === null || questions.length !== answers.length) return null;
    return answers.map((answer, at) => ({ question: questions[at] ?? null, answer }));
  },
  result: (reward, index) => ({ index, object: 'score', score: reward }),
  document: listed,
};

const classify: RewardSpeech = {
  items: conversationItems,
  result: (reward, index) => {
    const probs = Array.isArray(reward) ? reward : [reward];
    return { index, label: 'LABEL_0', probs, num_classes: probs.length };
  },
  document: listed,
};

const pooling: RewardSpeech = {
  items: conversationItems,
  result: (reward, index) => ({ index, object: 'pooling', data: Array.isArray(reward) ? reward : [reward] }),
  document: listed,
};

/** TEI's form, or Jina's; either lists the best first. */
const rerank: RewardSpeech = {
  items: ({ query, texts: ofTei, documents }) => {
    const answers = texts(ofTei) ?? texts(documents);
    if (typeof query !== 'string' || answers === null) return null;
    return answers.map(answer => ({ question: query, answer }));
  },
  result: (reward, index) => ({ index, score: reward }),
  document: (results, { documents }) => {
    const best = results.toSorted((a, b) => scoreOf(b) - scoreOf(a));
    if (documents === undefined) return best;
    return {
      results: best.map(one => (isObject(one) ? { index: one.index, relevance_score: one.score } : one)),
    };
  },
};

const scoreOf = (result: unknown): number =>
  isObject(result) && typeof result.score === 'number' && !Number.isNaN(result.score) ? result.score : 0;

const predict: RewardSpeech = {
  items: ({ inputs }) => {
    if (!Array.isArray(inputs)) return null;
    const pairs = inputs.map(texts);
    if (pairs.some(pair => pair === null || pair.length < 1 || pair.length > 2)) return null;
    return pairs.map(pair => ({
      question: pair?.length === 2 ? (pair[0] ?? null) : null,
      answer: pair?.at(-1) ?? '',
    }));
  },
  result: reward =>
    (Array.isArray(reward) ? reward : [reward]).map((one, at) => ({ score: one, label: `LABEL_${at}` })),
  document: results => results,
};

/** A judge whose reward is the log of the odds of "Yes". */
const judge: RewardSpeech = {
  items: ({ messages }) => {
    const answer = Array.isArray(messages) ? contentOf(messages, 'user') : null;
    return answer === null ? null : [{ question: null, answer }];
  },
  result: reward => {
    const odds = Number(reward);
    const top = [
      { token: 'Yes', logprob: -Math.log1p(Math.exp(-odds)) },
      { token: 'No', logprob: -Math.log1p(Math.exp(odds)) },
    ].sort((a, b) => b.logprob - a.logprob);
    const usable = Number.isFinite(odds);
    return {
      index: 0,
      message: { role: 'assistant', content: top[0]?.token ?? '' },
      finish_reason: 'length',
      logprobs: usable ? { content: [{ ...top[0], top_logprobs: top }] } : null,
    };
  },
  document: (choices, { model }) => ({
    id: 'scripted',
    object: 'chat.completion',
    created: 0,
    model,
    choices,
  }),
};

/** By path, which stands at the root or below `/v1`. */
export const rewardSpeeches: Readonly<Record<string, RewardSpeech>> = {
  '/score': score,
  '/classify': classify,
  '/pooling': pooling,
  '/rerank': rerank,
  '/predict': predict,
  '/chat/completions': judge,
};
