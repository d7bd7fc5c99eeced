import type { ChatPrompt } from '../../core/index.ts';

/**
 * Turns a conversation into the text that a completions API continues. Pure; the prefill ends the text, untouched.
 * @throws EurusError `BACKEND_CANNOT` for turns that the form has no place for
 */
export type Template = (prompt: ChatPrompt) => string;

/** A template as the user chose it. */
export type ChatTemplate = {
  readonly render: Template;
  /**
   * A conversation that is over: the prompt, its answer, and what the form writes after an answer. The prefill of the
   * prompt is not looked at.
   */
  readonly whole: (prompt: ChatPrompt, answer: string) => string;
  /** What identifies it in the manifest: nothing of it is a place on this machine. */
  readonly settings: Readonly<Record<string, string>>;
};
