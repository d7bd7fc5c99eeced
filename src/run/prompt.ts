import {
  type ChatPrompt,
  EurusError,
  type PrefillWay,
  type Prompt,
  type Sample,
  withoutPrefill,
} from '../core/index.ts';
import { sha256, sha256OfJson } from './canonical.ts';
import type { PlannedTask } from './plan.ts';

/** What of a command changes the prompts of all its tasks. */
export type PromptSettings = {
  /** The user's system message, or null. */
  readonly system: string | null;
  /** `none`: prompts are sent in their no-prefill form. */
  readonly prefill: PrefillWay;
  /** Tasks by name whose prompts are sent in another way, as their first answers taught. */
  readonly ways?: ReadonlyMap<string, PrefillWay>;
};

/** How the start of a task's answers is asked for. */
export const wayOf = (name: string, { prefill, ways }: PromptSettings): PrefillWay =>
  ways?.get(name) ?? prefill;

/**
 * The prompt of a sample as it is sent. The user's system message comes first; where the protocol has one
 * of its own both stand in one message, because many chat templates refuse two.
 * @throws EurusError `USAGE` when a system message is wanted for a prompt that is raw text
 */
export const promptFor = (
  { task, name, shots }: Pick<PlannedTask, 'task' | 'name' | 'shots'>,
  sample: Sample,
  settings: PromptSettings,
): Prompt => {
  const { system } = settings;
  const written = task.protocol.prompt(sample, shots);
  // An episode has no start that is put into the model's mouth: later turns would not have it, and mean something else.
  const isPlain = wayOf(name, settings) === 'none' || task.protocol.interaction !== undefined;
  const prompt = isPlain ? withoutPrefill(written) : written;
  if (system === null) return prompt;
  if (prompt.kind === 'text') {
    throw new EurusError('USAGE', `${name} is asked as raw text, which has no place for a system message`, {
      hint: 'Leave --system out for this benchmark.',
    });
  }
  return withSystem(prompt, system);
};

const withSystem = (prompt: ChatPrompt, system: string): ChatPrompt => {
  const [first, ...rest] = prompt.messages;
  const messages =
    first?.role === 'system'
      ? [{ role: 'system' as const, content: `${system}\n\n${first.content}` }, ...rest]
      : [{ role: 'system' as const, content: system }, ...prompt.messages];
  return { ...prompt, messages };
};

/** SHA-256 of the canonical JSON of a prompt: its messages and prefill, or its text. */
export const promptSha256 = (prompt: Prompt): string => {
  if (!isPlain(prompt)) return sha256OfJson(prompt);
  const { kind, messages, prefill } = prompt;
  const inOrder = messages.map(({ content, role }) => ({ content, role }));
  // Canonical already, as the keys stand in order: this is done for every request.
  return sha256(JSON.stringify({ kind, messages: inOrder, prefill }));
};

/** True for a chat that holds no more than its type says; benchmarks from outside may write what they like. */
const isPlain = (prompt: Prompt): prompt is ChatPrompt =>
  prompt.kind === 'chat' &&
  Object.keys(prompt).length === (prompt.prefill === undefined ? 2 : 3) &&
  prompt.messages.every(message => Object.keys(message).length === 2);

/** How the prefill of a task is asked for; null when its prompts have none. */
export const prefillOf = (planned: PlannedTask, prefill: PrefillWay): PrefillWay | null => {
  const [sample] = planned.cut?.chosen ?? planned.samples;
  if (sample === undefined || planned.task.protocol.interaction !== undefined) return null;
  const prompt = planned.task.protocol.prompt(sample, planned.shots);
  return prompt.kind === 'chat' && prompt.prefill !== undefined ? prefill : null;
};
