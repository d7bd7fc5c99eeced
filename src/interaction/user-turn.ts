import type { Standing } from '../core/index.ts';
import type { Kind } from './kind.ts';

/**
 * The user turn that follows a turn which does not end the episode, in the form of UltraInteract's trajectories
 * (arXiv 2404.02078, §2): the observation of the environment, what a critique model says, and how many turns are left.
 */
export const nextUserTurn = (standing: Standing, kind: Kind): string => {
  const { observation, feedback, stepsLeft } = standing;
  const said = feedback?.trim() ?? '';
  return [
    `Observation:\n${observation}`,
    ...(said === '' ? [] : [`Feedback:\n${said}`]),
    stepsLeft > 1 ? `You have ${stepsLeft} turns left.` : lastTurn[kind],
  ].join('\n\n');
};

const lastTurn: Readonly<Record<Kind, string>> = {
  program: 'You have 1 turn left.',
  answer: 'You have 1 turn left.',
  tool: 'You have 1 turn left: give the answer itself, in the form that the task asks for. Variables of earlier code are not there any more.',
};
