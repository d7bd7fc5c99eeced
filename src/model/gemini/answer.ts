import { type FirstToken, isObject, readFirstToken, readUsage } from '../../core/index.ts';
import { countIn, objectsIn, type Piece, pieceReader, textIn } from '../http/pieces.ts';

/** Reads answers of `generateContent`; the events of `streamGenerateContent` have the same shape. */
export const createReader = pieceReader((value, kind) => {
  if (isObject(value.error)) {
    const code = countIn(value.error.code);
    const status = code !== null && code >= 400 && code < 600 ? code : undefined;
    return { problem: `an error: ${textIn(value.error.message) ?? 'unknown'}`, status };
  }
  const head = { model: textIn(value.modelVersion), usage: readUsage(value.usageMetadata) };
  const candidate = objectsIn(value.candidates).find(({ index }) => (index ?? 0) === 0);
  if (candidate !== undefined) return { ...head, ...readCandidate(candidate) };
  // A prompt that the server will not pass on to the model has no candidates, for good.
  const blocked = isObject(value.promptFeedback) ? textIn(value.promptFeedback.blockReason) : undefined;
  if (blocked !== undefined) return { ...head, text: '', finishReason: blocked };
  return kind === 'document' ? { problem: 'no candidates in the answer' } : head;
});

/** Ends that are not the model's doing. */
const broken = new Set(['OTHER', 'MALFORMED_RESPONSE', 'FINISH_REASON_UNSPECIFIED']);

const readCandidate = ({ content, finishReason, logprobsResult }: Record<string, unknown>): Piece => {
  const reason = textIn(finishReason);
  if (reason !== undefined && broken.has(reason)) return { problem: `the server ended it with "${reason}"` };
  const parts = objectsIn(isObject(content) ? content.parts : null);
  const said = textsOf(parts.filter(({ thought }) => thought !== true));
  const thought = textsOf(parts.filter(one => one.thought === true));
  return {
    // An empty answer has no parts, only an end.
    text: said ?? (reason === undefined ? undefined : ''),
    reasoning: thought,
    finishReason: reason,
    logprobs: firstTokenOf(logprobsResult),
  };
};

const textsOf = (parts: readonly Record<string, unknown>[]): string | undefined => {
  const texts = parts.flatMap(({ text }) => textIn(text) ?? []);
  return texts.length === 0 ? undefined : texts.join('');
};

const firstTokenOf = (result: unknown): FirstToken | undefined => {
  if (!isObject(result)) return undefined;
  const [chosen] = objectsIn(result.chosenCandidates);
  const [first] = objectsIn(result.topCandidates);
  const top = objectsIn(first?.candidates).map(({ token, logProbability }) => [token, logProbability]);
  return readFirstToken({ token: chosen?.token, top }) ?? undefined;
};
