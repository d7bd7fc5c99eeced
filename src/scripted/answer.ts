import type { Message } from '../core/index.ts';

/** One generation that a client asks for, as a scripted model sees it. */
export type ScriptedRequest = {
  readonly api: 'chat' | 'completions';
  readonly model: string;
  /** The turns before the started answer; empty for the completions API. */
  readonly messages: readonly Message[];
  /** The whole text to continue; null for chat. */
  readonly prompt: string | null;
  /** What was asked last: the newest user turn, or `prompt`. */
  readonly lastUserText: string;
  /** Start of the answer that the client put into the model's mouth (chat only). */
  readonly prefill: string | null;
  /** How many choices the client wants, and which of them (from 0) this is. */
  readonly n: number;
  readonly choice: number;
  readonly seed: number | null;
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly stop: readonly string[];
  readonly stream: boolean;
  /** The request body as it came. */
  readonly body: Readonly<Record<string, unknown>>;
};

/**
 * What a scripted model says. A text may begin with the prefill: the server sends only what comes after it.
 * Objects with `status` or `fault` are failures of the server, for tests of clients.
 */
export type ScriptedAnswer =
  | string
  | {
      readonly text: string;
      readonly finishReason?: string | null;
      readonly reasoning?: string | null;
      /** Likeliest first tokens with their log-probability; sent to clients that ask, as many as they ask for. */
      readonly logprobs?: Readonly<Record<string, number>>;
    }
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text and bytes are sent as they are, anything else as JSON. */
      readonly body?: unknown;
    }
  | {
      /**
       * `reset`: the connection is cut before any answer. `truncate`: it is cut within `text`. `stall`: nothing comes.
       */
      readonly fault: 'reset' | 'truncate' | 'stall';
      readonly text?: string;
    };

export type Answer = (request: ScriptedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>;

/** A finished choice, ready to be sent. */
export type Choice = {
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly logprobs: Readonly<Record<string, number>> | null;
};

/** Scripted models have no tokenizer: four characters count as one token, in usage and in `max_tokens`. */
const charactersPerToken = 4;

export const countTokens = (text: string): number => Math.ceil(text.length / charactersPerToken);

export const firstTokenOf = (text: string): string => text.slice(0, charactersPerToken);

/** Applies what a real server applies to generated text: prefill, stop strings, token limit. */
export const toChoice = (
  request: ScriptedRequest,
  answer: {
    readonly text: string;
    readonly finishReason?: string | null;
    readonly reasoning?: string | null;
    readonly logprobs?: Readonly<Record<string, number>>;
  },
): Choice => {
  const { prefill, stop, maxTokens } = request;
  let text =
    prefill !== null && answer.text.startsWith(prefill) ? answer.text.slice(prefill.length) : answer.text;
  let finishReason = answer.finishReason === undefined ? 'stop' : answer.finishReason;
  for (const mark of stop) {
    const at = text.indexOf(mark);
    if (at >= 0) text = text.slice(0, at);
  }
  if (maxTokens !== null && countTokens(text) > maxTokens) {
    text = text.slice(0, maxTokens * charactersPerToken);
    finishReason = 'length';
  }
  return { text, reasoning: answer.reasoning ?? null, finishReason, logprobs: answer.logprobs ?? null };
};
