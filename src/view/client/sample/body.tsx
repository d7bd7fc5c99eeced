import type { ComponentChildren } from 'preact';
import type { SamplePage, TrialPage } from '../../api.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { Empty } from '../shell/states.tsx';
import { verdictWords } from '../shell/words.ts';
import { Answer } from './answer.tsx';
import { Episode } from './episode.tsx';
import { Facts } from './facts.tsx';
import { Found } from './found.tsx';
import { Graders } from './graders.tsx';
import { Program } from './program.tsx';
import { Rewards } from './rewards.tsx';

type BodyProps = {
  readonly sample: SamplePage;
  readonly trial: number;
  readonly grader: string;
  readonly raw: boolean;
  /** Stands before the answer. */
  readonly question?: ComponentChildren;
  onTrial(trial: number): void;
  onRaw(raw: boolean): void;
};

/** Verdict, answer and program of one trial, with the others a press away. */
export const SampleBody = ({ sample, trial: wanted, grader, raw, question, onTrial, onRaw }: BodyProps) => {
  const trial = sample.trials.find(each => each.trial === wanted) ?? sample.trials[0];
  if (trial === undefined) {
    return (
      <>
        {question}
        <Empty>There is no answer yet.</Empty>
      </>
    );
  }
  const verdict = trial.verdicts.find(each => each.grader === grader) ?? trial.verdicts[0];
  return (
    <>
      {sample.trials.length > 1 && <Trials {...{ sample, trial, grader, onTrial }} />}
      <Found {...{ trial, verdict }} target={sample.sample?.target ?? null} onRaw={() => onRaw(true)} />
      <Facts trial={trial} verdict={verdict} />
      {question}
      {trial.episode === undefined ? (
        <Answer trial={trial} verdict={verdict} raw={raw} onRaw={onRaw} />
      ) : (
        <Episode key={trial.trial} episode={trial.episode} {...{ sample, trial, verdict, raw, onRaw }} />
      )}
      <Program verdict={verdict} />
      <Rewards {...{ sample, trial, grader, onTrial }} />
      <Graders trial={trial} shown={verdict?.grader ?? ''} />
    </>
  );
};

type TrialsProps = Pick<BodyProps, 'sample' | 'grader' | 'onTrial'> & { readonly trial: TrialPage };

const Trials = ({ sample, trial, grader, onTrial }: TrialsProps) => (
  <fieldset class="trials" aria-label="Trials">
    {sample.trials.map(each => {
      const verdict = each.verdicts.find(one => one.grader === grader)?.verdict ?? null;
      const words = verdict === null ? 'not judged yet' : verdictWords[verdict];
      return (
        <button
          key={each.trial}
          type="button"
          class="trial-button"
          aria-pressed={each === trial}
          aria-label={`Trial ${each.trial + 1}: ${words}`}
          onClick={() => onTrial(each.trial)}
        >
          {each.trial + 1}
          <VerdictGlyph verdict={verdict} size={12} />
        </button>
      );
    })}
  </fieldset>
);
