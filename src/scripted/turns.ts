import type { Answer, ScriptedRequest } from './answer.ts';

/** Which turn of a dialogue is asked for, from 1. */
export const turnIn = ({ messages }: Pick<ScriptedRequest, 'messages'>): number =>
  1 + messages.filter(({ role }) => role === 'assistant').length;

/** What a dialogue began with: the first user turn. */
export const questionIn = ({ messages }: Pick<ScriptedRequest, 'messages'>): string =>
  messages.find(({ role }) => role === 'user')?.content ?? '';

export type ReadyAtTurn = {
  /** The turn at which the answer to a question is given, from 1; never, when it is beyond the last. */
  turnFor(question: string): number;
  /** What is said before it. */
  before(question: string, turn: number): string;
  answer(question: string): string;
};

/** A model that needs a known number of turns: what it is worth at each number of turns is known beforehand. */
export const readyAtTurn =
  ({ turnFor, before, answer }: ReadyAtTurn): Answer =>
  request => {
    const [question, turn] = [questionIn(request), turnIn(request)];
    return turn >= turnFor(question) ? answer(question) : before(question, turn);
  };
