import {
  type ChatPrompt,
  type Completion,
  type Domain,
  EurusError,
  type Interaction,
  type Limits,
  type Protocol,
  type Sample,
} from '../core/index.ts';
import { withoutReasoning } from '../extract/index.ts';
import { actionOf } from './action.ts';
import { type Kind, kindOf } from './kind.ts';
import { observationOf } from './observation.ts';
import { nextUserTurn } from './user-turn.ts';

/** Of a cell, as in MINT. */
const cellLimits: Limits = { timeoutMs: 30_000, memoryMb: 1024, maxOutputBytes: 65_536 };

/**
 * A protocol that goes on for up to `turns` turns with what the environment observes; every turn may propose. A protocol
 * that is made of turns takes another number of them by its own rule.
 * @param name of the protocol, for messages
 * @throws EurusError `USAGE` for a protocol with a fixed number of turns; `prompt` throws it for raw text
 */
export const withTurns = (protocol: Protocol, turns: number, domain: Domain, name: string): Protocol => {
  if (protocol.withTurns !== undefined) return protocol.withTurns(turns);
  if (protocol.interaction !== undefined && protocol.interaction.maxSteps !== turns) {
    throw new EurusError('USAGE', `${name} has ${protocol.interaction.maxSteps} turns and no other number.`);
  }
  if (protocol.interaction !== undefined) return protocol;
  const kind = kindOf(protocol, domain);
  return {
    ...protocol,
    title: `${protocol.title}; up to ${turns} ${turns === 1 ? 'turn' : 'turns'}`,
    prompt: (sample, shots) => dialogueStart(protocol.prompt(sample, shots), name),
    interaction: interactionOf(protocol, turns, kind, domain),
  };
};

const interactionOf = (protocol: Protocol, turns: number, kind: Kind, domain: Domain): Interaction => ({
  version: 1,
  maxSteps: turns,
  maxProposals: turns,
  ...(kind === 'tool' ? { session: { prelude: [], limits: cellLimits } } : {}),
  judge: protocol.headline,
  keep: keptReply,
  act: (completion: Completion, sample: Sample, turn: number) =>
    actionOf(kind, completion, sample, readerOf(protocol), turn >= turns),
  observe: effect => observationOf(effect, kind, domain),
  ask: standing => nextUserTurn(standing, kind),
});

/** Whatever judges, the headline's rule says what a proposal is. */
const readerOf = ({ graders, headline }: Protocol): Pick<Protocol['graders'][string], 'extract'> => {
  const reader = graders[headline];
  if (reader !== undefined) return reader;
  throw new Error(`the protocol has no grader "${headline}"`);
};

/** Nothing is put into the model's mouth: the start of a later reply could not be given in the same way. */
const dialogueStart = (prompt: ReturnType<Protocol['prompt']>, name: string): ChatPrompt => {
  if (prompt.kind === 'chat') return { kind: 'chat', messages: prompt.messages };
  throw new EurusError('USAGE', `${name} is asked as raw text, which has no turns.`, {
    hint: 'Leave it out, or name a protocol of chat: eurus-eval list protocols.',
  });
};

/** Servers refuse empty turns, and models are not shown what they thought in earlier ones. */
const keptReply = (reply: string): string => withoutReasoning(reply).trim() || '(empty reply)';
