export type Message = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
};

/** Turns of a conversation; the model answers the last one. */
export type ChatPrompt = {
  readonly kind: 'chat';
  readonly messages: readonly Message[];
  /**
   * Start of the assistant's answer, put into the model's mouth. Absent: the model begins freely.
   * A backend that cannot do this is given the prompt without it (the protocol's no-prefill form).
   */
  readonly prefill?: string;
};

/** Text to be continued, exactly as it stands: no chat template, completions API only. */
export type TextPrompt = {
  readonly kind: 'text';
  readonly text: string;
};

export type Prompt = ChatPrompt | TextPrompt;

/** A single user turn, optionally with the start of the answer. */
export const userTurn = (content: string, prefill?: string): ChatPrompt => ({
  kind: 'chat',
  messages: [{ role: 'user', content }],
  ...(prefill === undefined ? {} : { prefill }),
});

/** The same prompt in its no-prefill form. */
export const withoutPrefill = (prompt: Prompt): Prompt =>
  prompt.kind === 'chat' ? { kind: 'chat', messages: prompt.messages } : prompt;
