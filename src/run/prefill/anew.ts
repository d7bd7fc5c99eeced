import { type Completion, isWhole, type Manifest, type Sample, uptakeOf } from '../../core/index.ts';
import type { PlannedTask } from '../plan.ts';
import { type PromptSettings, promptFor, wayOf } from '../prompt.ts';
import type { Counter } from './check.ts';

type Count = { anew: number; ignored: number; of: number; readonly wasFound: boolean };

/**
 * Answers that begin anew although their start was asked for and the first ones went on from it, or were there before
 * and showed nothing. The counting question
 * tells why: a server that was started again with another template does not honour the start any more, a model that
 * opens a block of its own does so although it is honoured.
 */
export const anewTally = (manifest: Manifest, prompts: PromptSettings, count: Counter) => {
  const counts = new Map<string, Count>();
  return {
    /** At once where no question is to be asked. */
    read: (
      planned: PlannedTask,
      sample: Sample,
      completion: Completion,
    ): Completion | Promise<Completion> => {
      const { name } = planned;
      const found = manifest.benchmarks[name]?.prefill_found;
      const way = wayOf(name, prompts);
      const isOurs = completion.error === null && completion.reusedFrom === undefined;
      if (!isOurs || way === 'none' || way === 'text') return completion;
      const prompt = promptFor(planned, sample, prompts);
      if (prompt.kind !== 'chat' || prompt.prefill === undefined) return completion;
      const uptake = uptakeOf(prompt.prefill, completion.text);
      const tally = counts.get(name) ?? { anew: 0, ignored: 0, of: 0, wasFound: found !== undefined };
      counts.set(name, tally);
      tally.of += 1;
      if (!isWhole(uptake) || (found === 'echoed' && uptake === 'repeated')) return completion;
      tally.anew += 1;
      return count(way).then(finding => {
        if (finding !== 'anew') return completion;
        tally.ignored += 1;
        return { ...completion, prefill: null };
      });
    },
    lines: (): readonly string[] => [...counts].flatMap(([name, tally]) => lineOf(name, tally)),
  };
};

const lineOf = (name: string, { anew, ignored, of, wasFound }: Count): readonly string[] => {
  if (anew === 0) return [];
  const known = wasFound ? 'the server was found to continue a started answer' : 'their start was asked for';
  const began = `${name}: ${anew} of ${of} answers began anew although ${known}`;
  if (ignored === 0) return [began];
  const which = ignored === anew ? 'they were' : `${ignored} of them were`;
  const now = wasFound ? 'it does so no more' : 'the server does not go on from it';
  return [`${began}; ${now}, and ${which} read without the start`];
};
