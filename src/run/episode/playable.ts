import { type Backend, EurusError } from '../../core/index.ts';
import type { PlannedTask } from '../plan.ts';
import { judgeOf } from './effect.ts';

/**
 * Refuses tasks whose episodes cannot be played, before anything is written or sent.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const refuseUnplayable = (planned: readonly PlannedTask[], { api }: Pick<Backend, 'api'>): void => {
  for (const { name, task, samples, shots } of planned) {
    const { interaction } = task.protocol;
    if (interaction === undefined) continue;
    if (api === 'replay') {
      throw new EurusError('USAGE', `${name} is asked over several turns, and replay has one answer a key`, {
        hint: 'Score the run directory that the episodes are in: eurus-eval score PATH.',
      });
    }
    const [sample] = samples;
    if (sample !== undefined && task.protocol.prompt(sample, shots).kind === 'text') {
      throw new EurusError('USAGE', `${name} is asked as raw text, which has no turns`, {
        hint: 'Name a protocol that is asked as a chat, or leave the turns out.',
      });
    }
    if (judgeOf(task.protocol) === undefined) {
      throw new EurusError(
        'UNKNOWN_NAME',
        `${name} has no grader "${interaction.judge}", which is to judge its proposals`,
        { hint: `There are: ${Object.keys(task.protocol.graders).join(', ')}.` },
      );
    }
  }
};
