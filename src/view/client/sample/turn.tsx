import { useState } from 'preact/hooks';
import type { CutText, EffectPage, TurnPage } from '../../api.ts';
import { Code } from '../reading/code.tsx';
import { VerdictGlyph } from '../shell/icons.tsx';
import { count, duration, verdictWords } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import { Raw } from '../text/raw.tsx';
import { Left } from './answer.tsx';
import { Fold } from './fold.tsx';
import type { TrialVerdict } from './found.tsx';
import { Execution, Stream } from './program.tsx';
import { Reading } from './reading.tsx';

type TurnProps = {
  readonly turn: TurnPage;
  readonly raw: boolean;
  /** The verdict that this turn decided. */
  readonly decides: TrialVerdict | undefined;
  readonly open: boolean;
  /** What it is known to have done where nothing is kept of what came of it. */
  readonly kind: EffectPage['kind'] | null;
};

/** One turn: the reply, what it did, what came of it, and the user turn that followed. */
export const Turn = ({ turn, raw, decides, open, kind }: TurnProps) => {
  const [opened, setOpened] = useState(open);
  const { effect } = turn;
  const judged = decides?.verdict ?? effect?.judged?.verdict ?? null;
  return (
    <li class={`turn edge-${judged ?? 'none'}`} data-turn={turn.turn}>
      <details open={opened} onToggle={event => setOpened(event.currentTarget.open)}>
        <summary class="turn-head opens">
          <strong>Turn {turn.turn}</strong>
          <span class="tag">{kindOf(effect?.kind ?? kind)}</span>
          {judged !== null && (
            <span class={`v-${judged}`}>
              <VerdictGlyph verdict={judged} /> {verdictWords[judged]}
            </span>
          )}
          {decides !== undefined && <span class="tag decides">decided the verdict</span>}
          <span class="quiet small">{factsOf(turn).join(' · ')}</span>
        </summary>
        {opened && <TurnBody {...{ turn, raw, decides }} />}
      </details>
    </li>
  );
};

/** Null: nothing has come of it yet. */
export const kindOf = (kind: EffectPage['kind'] | null): string =>
  kind === null ? 'reply' : kind === 'nothing' ? 'no action' : kind;

const factsOf = ({ outputTokens, latencyMs, finishReason }: TurnPage): readonly string[] => [
  ...(outputTokens === null ? [] : [`${count(outputTokens)} tokens`]),
  ...(latencyMs === null ? [] : [duration(latencyMs)]),
  ...(finishReason === 'length' ? ['cut off by the token limit'] : []),
];

/** What a turn was, without its head. */
export const TurnBody = ({ turn, raw, decides }: Pick<TurnProps, 'turn' | 'raw' | 'decides'>) => {
  const { reply, reasoning, effect } = turn;
  return (
    <div class="turn-body">
      {reasoning !== null && reasoning.text !== '' && (
        <Fold title="Reasoning" note={`${count(reasoning.text.length + reasoning.left)} characters`}>
          <Text of={reasoning} />
        </Fold>
      )}
      {reply.text === '' ? (
        <p class="quiet">The reply is empty.</p>
      ) : raw ? (
        <Raw text={reply.text} span={decides?.span ?? null} how={decides?.how} />
      ) : (
        <Reading text={reply.text} />
      )}
      <Left characters={reply.left} />
      {effect !== null && <Effect effect={effect} />}
    </div>
  );
};

/** What the environment did, and what it and a critic said. */
const Effect = ({ effect }: { readonly effect: EffectPage }) => {
  const { kind, observation, execution, lost, judged, feedback, next } = effect;
  return (
    <div class="effect">
      <Did effect={effect} />
      {execution !== null && (
        // What code prints stands in the observation.
        <Execution execution={kind === 'code' ? { ...execution, stdout: '', stderr: '' } : execution} />
      )}
      {lost !== null && <p class="warn">{losses[lost]}</p>}
      {judged !== null && (
        <p>
          <VerdictGlyph verdict={judged.verdict} />{' '}
          <strong class={`v-${judged.verdict}`}>{verdictWords[judged.verdict]}</strong>{' '}
          <Foreign text={judged.reason} /> <span class="quiet">judged by </span>
          <Foreign class="quiet" text={judged.grader} />
        </p>
      )}
      {observation.text !== '' && (
        <>
          <Stream name="Observation" text={observation.text} />
          <Left characters={observation.left} />
        </>
      )}
      {feedback !== null && (
        <figure class="stream">
          <figcaption>
            Feedback of <Foreign text={feedback.model} />
            {feedback.latencyMs === null ? '' : ` after ${duration(feedback.latencyMs)}`}
          </figcaption>
          <Raw text={feedback.text} />
          <Left characters={feedback.left} />
        </figure>
      )}
      {next !== null && (
        <Fold title="User turn that followed" note={`${count(next.text.length + next.left)} characters`}>
          <Text of={next} />
        </Fold>
      )}
    </div>
  );
};

const losses = {
  cell: 'The session has lost what this cell had set.',
  earlier: 'The session has lost variables of earlier cells.',
  all: 'The session has lost all its variables.',
  part: 'What an earlier cell did before its deadline is lost: the session was brought back without it.',
} as const;

/** Longest action that is said in a line. */
const maxLine = 200;

/** What the reply did. */
const Did = ({ effect: { kind, action } }: { readonly effect: EffectPage }) => {
  const { text, left } = action;
  if (kind === 'nothing') {
    return (
      <p>
        <span class="quiet">No action: </span>
        <Foreign text={text} />
      </p>
    );
  }
  if (kind === 'proposal' && text.length <= maxLine && !text.trim().includes('\n')) {
    return text.trim() === '' ? null : (
      <p>
        <span class="quiet">Proposed: </span>
        <Foreign class="mono" text={text} />
      </p>
    );
  }
  const title = kind === 'code' ? 'Code that ran' : 'What was proposed';
  return (
    <Fold title={title} note={`${count(text.length + left)} characters`}>
      {kind === 'code' ? <Code text={text} language="python" /> : <Raw text={text} />}
      <Left characters={left} />
    </Fold>
  );
};

const Text = ({ of: { text, left } }: { readonly of: CutText }) => (
  <>
    <Raw text={text} />
    <Left characters={left} />
  </>
);
