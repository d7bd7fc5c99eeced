import type { EpisodeEnd } from '../../../core/episode.ts';
import type { EpisodePage, SamplePage, TrialPage } from '../../api.ts';
import { isReadable } from '../reading/readable.ts';
import { count, counted } from '../shell/words.ts';
import { AsSwitch } from './answer.tsx';
import type { TrialVerdict } from './found.tsx';
import { Turn } from './turn.tsx';

const ends: Readonly<Record<EpisodeEnd, string>> = {
  solved: 'ended with a right answer',
  'max-proposals': 'ended as no proposal was left',
  'max-steps': 'ended with its last turn',
  'too-long': 'ended as the dialogue had become longer than the model takes',
};

type EpisodeProps = {
  readonly sample: SamplePage;
  readonly episode: EpisodePage;
  readonly trial: TrialPage;
  readonly verdict: TrialVerdict | undefined;
  readonly raw: boolean;
  onRaw(raw: boolean): void;
};

/** Turns beyond so many are folded at first, but for the one that decided and the last. */
const openTurns = 8;

/** A trial of several turns, as the dialogue that it was. */
export const Episode = ({ sample, episode, trial, verdict, raw, onRaw }: EpisodeProps) => {
  const { turns, taken, from } = episode;
  const decided = verdict?.turn ?? null;
  const last = turns.at(-1)?.turn;
  return (
    <section class="block-section answer-section episode" aria-label="Episode">
      <h2>
        Episode
        <AsSwitch raw={raw} readable={turns.some(({ reply }) => isReadable(reply.text))} onRaw={onRaw} />
      </h2>
      <p class="episode-end">
        {counted(taken, 'turn')}, <Ending {...{ episode, trial }} live={sample.live === true} />
        {decided !== null && (
          <>
            ; the verdict is that of{' '}
            <button type="button" class="link" onClick={event => showTurn(event.currentTarget, decided)}>
              turn {decided}
            </button>
          </>
        )}
        .
      </p>
      <Gap {...{ sample, episode }} />
      <ol class="turns">
        {turns.map((turn, place) => (
          <Turn
            key={turn.turn}
            {...{ turn, raw }}
            kind={from === 'proposals' ? 'proposal' : null}
            decides={turn.turn === decided ? verdict : undefined}
            open={place < openTurns || turn.turn === decided || turn.turn === last}
          />
        ))}
      </ol>
      {from === 'turns' && turns.length < taken && sample.unread !== true && (
        <p class="cut">{count(taken - turns.length)} more turns stand in the file and are not shown here.</p>
      )}
    </section>
  );
};

/** What there is to say where turns are missing. */
const Gap = ({ sample, episode: { from, turns } }: Pick<EpisodeProps, 'sample' | 'episode'>) => {
  if (sample.unread === true) {
    return (
      <p class="quiet episode-end" role="status">
        Turns are being read …
      </p>
    );
  }
  if (from === 'turns') return null;
  return (
    <p class="quiet episode-end">
      Of this episode {turns.length === 0 ? 'no turn is' : 'only the proposals are'} kept: what the
      environment showed stands in no file.
    </p>
  );
};

type EndingProps = Pick<EpisodeProps, 'episode' | 'trial'> & {
  /** The run goes on. */
  readonly live: boolean;
};

/** How it ended, or that it has not. */
const Ending = ({ episode, trial, live }: EndingProps) => {
  if (episode.ended !== null) return <>{ends[episode.ended]}</>;
  if (trial.error !== null) return <span class="warn">broken off by a request that failed</span>;
  return (
    <span class="tag warn" role="status">
      unfinished{live ? ', more turns are to come' : ''}
    </span>
  );
};

/** Opens a turn of the episode that is shown, and goes there. */
export const showTurn = (from: Element, turn: number): void => {
  const place = from.closest('.side, .sample-body');
  const found = place?.querySelector(`.episode [data-turn="${turn}"] > details`);
  if (!(found instanceof HTMLDetailsElement)) {
    // A trial without turns is its answer.
    place?.querySelector('.answer-section')?.scrollIntoView({ block: 'start' });
    return;
  }
  found.open = true;
  found.querySelector('summary')?.focus({ preventScroll: true });
  found.scrollIntoView({ block: 'start' });
};
