import { useState } from 'preact/hooks';
import type { RewardPage, SamplePage, TrialPage } from '../../api.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { counted, verdictWords } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import { bestTrials, rewardNames, rewardOf, sortedBy } from './best.ts';

type RewardsProps = {
  readonly sample: SamplePage;
  readonly trial: TrialPage;
  readonly grader: string;
  onTrial(trial: number): void;
};

/** What rewards gave the trials of a sample, and which of them each would choose. */
export const Rewards = ({ sample: { trials }, trial: shown, grader, onTrial }: RewardsProps) => {
  const [sort, setSort] = useState<string | null>(null);
  const names = rewardNames(trials);
  if (names.length === 0) return null;
  const rows = sort === null ? trials : sortedBy(trials, sort);
  return (
    <section class="block-section rewards" aria-label="Rewards">
      <h2>Rewards</h2>
      <div class="scroll-x">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col" aria-sort={sort === null ? 'ascending' : 'none'}>
                <button type="button" class="link" onClick={() => setSort(null)}>
                  trial
                </button>
              </th>
              <th scope="col">verdict</th>
              {names.map(name => (
                <th key={name} scope="col" class="number" aria-sort={sort === name ? 'descending' : 'none'}>
                  <button type="button" class="link" onClick={() => setSort(name)}>
                    <Foreign text={name} />
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(each => (
              <tr key={each.trial} class={each === shown ? 'shown' : undefined}>
                <th scope="row">
                  <button type="button" class="link" onClick={() => onTrial(each.trial)}>
                    {each.trial + 1}
                  </button>
                </th>
                <td class="nowrap">
                  <Verdict trial={each} grader={grader} />
                </td>
                {names.map(name => (
                  <td key={name} class="number">
                    <Score reward={rewardOf(each, name)} best={bestTrials(trials, name).includes(each)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {trials.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  best of {trials.filter(({ rewards }) => rewards !== undefined).length}
                </th>
                {names.map(name => (
                  <td key={name} class="number">
                    <Chosen trials={bestTrials(trials, name)} grader={grader} onTrial={onTrial} />
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <Why trial={shown} />
    </section>
  );
};

const verdictIn = (trial: TrialPage, grader: string) =>
  trial.verdicts.find(one => one.grader === grader)?.verdict ?? null;

const Verdict = ({ trial, grader }: Pick<RewardsProps, 'trial' | 'grader'>) => {
  const verdict = verdictIn(trial, grader);
  return (
    <span class={`v-${verdict ?? 'none'}`}>
      <VerdictGlyph verdict={verdict} /> {verdict === null ? 'no verdict' : verdictWords[verdict]}
    </span>
  );
};

const Score = ({ reward, best }: { readonly reward: RewardPage | null; readonly best: boolean }) => {
  if (reward === null || reward.score === null) {
    return (
      <span class="quiet" title={reward?.why ?? undefined}>
        {reward?.why === null || reward === null ? '–' : 'none'}
      </span>
    );
  }
  const words = scoreWords(reward.score);
  return best ? (
    <strong title="the highest">
      <span aria-hidden="true">▲ </span>
      <span class="off-screen">highest: </span>
      {words}
    </strong>
  ) : (
    <span>{words}</span>
  );
};

/** Four digits that count, whatever the scale. */
const scoreWords = (score: number): string => {
  const size = Math.abs(score);
  return size !== 0 && (size < 0.001 || size >= 1e6)
    ? score.toExponential(2)
    : score.toFixed(size < 10 ? 3 : 1);
};

type ChosenProps = Pick<RewardsProps, 'grader' | 'onTrial'> & { readonly trials: readonly TrialPage[] };

const Chosen = ({ trials, grader, onTrial }: ChosenProps) => {
  const [first] = trials;
  if (first === undefined) return <span class="quiet">none</span>;
  const right = trials.filter(trial => verdictIn(trial, grader) === 'correct').length;
  if (trials.length > 1) {
    return (
      <>
        {counted(trials.length, 'trial')} tied, {right} correct
      </>
    );
  }
  return (
    <>
      <button type="button" class="link" onClick={() => onTrial(first.trial)}>
        trial {first.trial + 1}
      </button>{' '}
      <Verdict trial={first} grader={grader} />
    </>
  );
};

/** Why the answer that is shown lacks rewards. */
const Why = ({ trial: { rewards = [] } }: { readonly trial: TrialPage }) => {
  const lacking = rewards.filter(({ score }) => score === null);
  if (lacking.length === 0) return null;
  return (
    <ul class="reward-gaps">
      {lacking.map(({ name, why }) => (
        <li key={name}>
          <Foreign text={name} />: <span class="quiet">no reward of this answer, </span>
          <Foreign text={why ?? 'and nothing says why'} />
        </li>
      ))}
    </ul>
  );
};
