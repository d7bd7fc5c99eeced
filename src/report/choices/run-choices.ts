import type { TaskChoices } from '../../core/index.ts';

/** The choices of one run. */
export type RunChoices = {
  readonly model: string;
  readonly directory: string;
  readonly tasks: readonly TaskChoices[];
};
