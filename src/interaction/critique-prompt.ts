import type { ChatPrompt, Effect, Message } from '../core/index.ts';

/** What a critique model is told of a turn. */
export type CritiqueInput = {
  /** All that was said so far, the reply in question last. */
  readonly dialogue: readonly Message[];
  /** What the environment shows of the turn. */
  readonly observation: string;
  readonly effect: Effect;
  readonly turnsLeft: number;
  /** Null where the critic does not see it, which is the rule. */
  readonly gold: string | null;
};

/**
 * What a critique model is asked: the dialogue, how its last turn came out, and nothing else. A judgement's reason is not
 * in it, because reasons name the gold answer.
 */
export const critiquePrompt = (input: CritiqueInput): ChatPrompt => ({
  kind: 'chat',
  messages: [
    { role: 'system', content: input.gold === null ? task : `${task} ${discretion}` },
    { role: 'user', content: partsOf(input).join('\n\n') },
  ],
});

const task = [
  'You read a dialogue in which a model works on a task, and comment on its newest reply for that model.',
  'Say which step holds, where the reply goes wrong or what it has not looked at, and what to try next.',
  'Be concrete and brief: at most six sentences, addressed to the model.',
  'Never state the final answer, and never write the solution or the program: the model has to find it.',
].join(' ');

const discretion =
  'You are shown the reference so that you find the mistake. Say nothing from which it could be read off.';

const partsOf = ({ dialogue, observation, effect, turnsLeft, gold }: CritiqueInput): readonly string[] => [
  ...dialogue.map(({ role, content }) => part(speakers[role], content)),
  part('What came of the newest reply', `${outcomeOf(effect)}\nThe environment shows: ${observation}`),
  ...(gold === null ? [] : [part('Reference, which the model must not see', gold)]),
  `The model has ${turnsLeft} more ${turnsLeft === 1 ? 'turn' : 'turns'}. Write the comment.`,
];

const part = (title: string, text: string): string => `### ${title}\n${text}`;

const speakers: Readonly<Record<Message['role'], string>> = {
  system: 'Setting of the task',
  user: 'Task or environment',
  assistant: 'Model',
};

const outcomeOf = (effect: Effect): string => {
  switch (effect.kind) {
    case 'executed':
      return `Its code was run and ${effect.cell.outcome === 'finished' ? 'came to its end' : `ended as: ${effect.cell.outcome}`}.`;
    case 'judged':
      return outcomes[effect.judgement.verdict];
    case 'nothing':
      return 'It holds nothing that the environment could act on.';
  }
};

const outcomes = {
  correct: 'It was judged and is right.',
  incorrect: 'It was judged and is wrong.',
  'no-answer': 'No answer was found in it.',
  unscored: 'It could not be judged.',
} as const;
