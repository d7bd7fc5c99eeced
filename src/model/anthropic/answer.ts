import { isObject, readUsage } from '../../core/index.ts';
import { objectsIn, type Piece, pieceReader, textIn } from '../http/pieces.ts';

/** Reads messages and the events that they are streamed in. */
export const createReader = pieceReader(value => {
  switch (value.type) {
    case 'message':
      return readMessage(value);
    case 'message_start':
      return isObject(value.message) ? { ...headOf(value.message) } : {};
    case 'content_block_start':
      return isObject(value.content_block) ? readBlock(value.content_block) : {};
    case 'content_block_delta':
      return isObject(value.delta) ? readBlock(value.delta) : {};
    case 'message_delta': {
      const reason = isObject(value.delta) ? textIn(value.delta.stop_reason) : undefined;
      // A message may consist of no block at all: the model had nothing to say.
      return {
        finishReason: reason,
        usage: readUsage(value.usage),
        ...(reason === undefined ? {} : { text: '' }),
      };
    }
    case 'message_stop':
      return { done: true };
    case 'error':
      return readError(value.error);
    default:
      // Pings, ends of blocks, and what may be added one day, as the reference asks of clients.
      return 'content' in value || 'type' in value ? {} : { problem: 'no message in the answer' };
  }
});

const readMessage = (message: Record<string, unknown>): Piece => {
  const blocks = objectsIn(message.content).map(readBlock);
  const thoughts = blocks.flatMap(({ reasoning }) => reasoning ?? []);
  return {
    ...headOf(message),
    ...(Array.isArray(message.content) ? { text: blocks.map(({ text }) => text ?? '').join('') } : {}),
    ...(thoughts.length === 0 ? {} : { reasoning: thoughts.join('') }),
    finishReason: textIn(message.stop_reason),
  };
};

const headOf = ({ model, usage }: Record<string, unknown>): Piece => ({
  model: textIn(model),
  usage: readUsage(usage),
});

/** A block, the start of one or a piece of one: they name their text alike. */
const readBlock = ({ type, text, thinking }: Record<string, unknown>): Piece => {
  if (type === 'text' || type === 'text_delta') return { text: textIn(text) };
  return type === 'thinking' || type === 'thinking_delta' ? { reasoning: textIn(thinking) } : {};
};

/** The statuses that the errors in a stream would have had outside of one. */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

const readError = (error: unknown): Piece => {
  const { type, message } = isObject(error) ? error : {};
  return {
    problem: `an error: ${textIn(message) ?? textIn(type) ?? 'unknown'}`,
    status: typeof type === 'string' && Object.hasOwn(statuses, type) ? statuses[type] : undefined,
  };
};
