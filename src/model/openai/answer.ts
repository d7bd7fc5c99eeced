import {
  createLogprobFold,
  type FirstToken,
  isObject,
  noUsage,
  readFirstToken,
  readUsage,
  type Usage,
} from '../../core/index.ts';
import type { AnswerKind, AnswerReader } from '../http/answer.ts';
import { readContent } from './content.ts';

/** Finish reasons by which servers and gateways say that they, not the model, ended the answer. */
const broken = new Set(['error', 'abort']);

/**
 * Reads documents and events of both APIs. Nothing that is not plainly an answer becomes one: an error object, no
 * choices, no text, or an end without `finish_reason` or `[DONE]` is a problem, never an empty completion.
 */
export const createAnswerReader = (kind: AnswerKind): AnswerReader => {
  const { read, ...reader } = createChoiceReader(kind, 0);
  return { ...reader, add: json => read(parseMessage(json)) };
};

/** A document or an event: what its JSON says (undefined for none), and how it came. */
export type ServerMessage = { readonly value: unknown; readonly json: string };

export const parseMessage = (json: string): ServerMessage => ({ value: parseJson(json), json });

/** The same for one of several answers; reads what all of them came in. @param index its place, from 0 */
export const createChoiceReader = (
  kind: AnswerKind,
  index: number,
): Omit<AnswerReader, 'add'> & { read(message: ServerMessage): void } => {
  let text: string | null = null;
  let reasoning: string | null = null;
  let finishReason: string | null = null;
  let usage: Usage = noUsage;
  let logprobs: FirstToken | null = null;
  let model: string | null = null;
  const fold = createLogprobFold();
  let done = kind === 'document';
  let spoke = false;
  let problem: { readonly problem: string; readonly status: number | null } | null = null;

  const complete = () => done || finishReason !== null;
  const readChoice = (choice: Record<string, unknown>) => {
    const part = [choice.message, choice.delta, choice].find(isObject) ?? choice;
    const content = readContent(part);
    // A refusal is what the model answered, whatever field it came in.
    const said = content.text ?? stringOrNull(choice.text) ?? stringOrNull(part.refusal);
    if (said !== null) text = (text ?? '') + said;
    const thought = content.reasoning;
    if (thought !== null) reasoning = (reasoning ?? '') + thought;
    // `content: null` is how some servers write an empty answer; an event may hold nothing but the finish reason.
    spoke ||=
      said !== null || thought !== null || 'content' in part || (kind === 'events' && part !== choice);
    // In a stream only the first event that has any is about the first token.
    logprobs ??= readFirstToken(choice.logprobs);
    fold.add(choice.logprobs);
    // Some gateways write "" into every event for what is not finished yet.
    finishReason = stringOrNull(choice.finish_reason) || finishReason;
  };

  return {
    read: ({ value, json }) => {
      if (json.trim() === '[DONE]') {
        done = true;
        return;
      }
      if (!isObject(value)) {
        // Once the answer is over, what follows cannot harm it.
        if (kind === 'document' || !complete()) {
          problem ??= { problem: `invalid JSON: ${json}`, status: null };
        }
        return;
      }
      if (value.error !== undefined && value.error !== null) {
        problem ??= { problem: `an error: ${errorText(value.error)}`, status: errorStatus(value.error) };
        return;
      }
      model = stringOrNull(value.model) ?? model;
      if (isObject(value.usage)) usage = readUsage(value.usage);
      const choices = Array.isArray(value.choices) ? value.choices : [];
      const choice: unknown = choices.find(one => isObject(one) && (one.index ?? 0) === index);
      if (isObject(choice)) readChoice(choice);
      else if (kind === 'document') problem ??= { problem: 'no choices in the answer', status: null };
    },
    complete,
    length: () => (text?.length ?? 0) + (reasoning?.length ?? 0),
    finish: () => {
      if (problem !== null) return { ok: false, ...problem };
      if (!complete()) return { ok: false, problem: 'the stream ended within the answer', status: null };
      if (!spoke) return { ok: false, problem: 'no text in the answer', status: null };
      if (finishReason !== null && broken.has(finishReason)) {
        return { ok: false, problem: `the server ended it with "${finishReason}"`, status: null };
      }
      if ((text ?? '') === '' && finishReason === null) {
        return { ok: false, problem: 'an empty text without a finish reason', status: null };
      }
      return {
        ok: true,
        answer: {
          ...{ text: text ?? '', reasoning: reasoning || null, finishReason, usage, logprobs, model },
          scores: fold.scores(),
        },
      };
    },
  };
};

const errorText = (error: unknown): string =>
  typeof error === 'string'
    ? error
    : isObject(error)
      ? String(error.message ?? JSON.stringify(error))
      : 'unknown';

/** Gateways pass the status of the server behind them on in `code`. */
const errorStatus = (error: unknown): number | null => {
  const code = isObject(error) ? Number(error.code ?? error.status) : Number.NaN;
  return Number.isInteger(code) && code >= 400 && code < 600 ? code : null;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
