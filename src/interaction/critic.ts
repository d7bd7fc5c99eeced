import {
  addressOf,
  type Backend,
  type CallContext,
  type Effect,
  type Feedback,
  type Generation,
  type Message,
  type Sample,
} from '../core/index.ts';
import { withoutReasoning } from '../extract/index.ts';
import { critiquePrompt } from './critique-prompt.ts';

export type CriticOptions = {
  /** The critique model. Not closed here. */
  readonly backend: Backend;
  readonly maxTokens: number;
  readonly temperature: number;
  /** True shows it each sample's target. */
  readonly seesGold: boolean;
};

/** A turn that does not end its episode. */
export type CommentedTurn = {
  /** The reply in question last. */
  readonly dialogue: readonly Message[];
  readonly sample: Sample;
  readonly effect: Effect;
  readonly observation: string;
  readonly standing: { readonly turn: number; readonly stepsLeft: number };
};

/** Raised when another prompt would be sent. */
const promptVersion = 1;

/**
 * A critic that asks a model. Each comment is one request, without the gate of the model under test, which learns the
 * pace of another server: an episode waits for its comment, so no more are under way than there are episodes.
 */
export const modelCritic = ({ backend, maxTokens, temperature, seesGold }: CriticOptions) => {
  const generation: Generation = { maxTokens, temperature, topP: 1, stop: [] };
  return {
    identity: {
      backend: backend.name,
      model: backend.model,
      endpoint: backend.endpoint,
      sees_gold: seesGold,
      max_tokens: maxTokens,
      temperature,
      version: promptVersion,
    },
    /** @throws EurusError as `Backend.generate`: the episode stops there */
    comment: async (turn: CommentedTurn, { signal }: CallContext): Promise<Feedback> => {
      const { dialogue, sample, effect, observation, standing } = turn;
      const prompt = critiquePrompt({
        ...{ dialogue, observation, effect },
        turnsLeft: standing.stepsLeft,
        gold: seesGold ? sample.target : null,
      });
      const generated = await backend.generate(
        // No trial of the run, but a comment on one.
        { ...addressOf('critique', 'chat', sample.id, standing.turn), prompt, generation, seed: null },
        { signal },
      );
      return {
        model: `${backend.name}/${backend.model}`,
        text: withoutReasoning(generated.text).trim(),
        usage: generated.usage,
        latencyMs: generated.latencyMs,
      };
    },
  };
};
