import type { TrialPage } from '../../api.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { verdictWords } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';

export type TrialVerdict = TrialPage['verdicts'][number];

type FoundProps = {
  readonly trial: TrialPage;
  readonly verdict: TrialVerdict | undefined;
  readonly target: string | null;
  /** Shows the answer as it is, so that what was found can be marked. */
  onRaw(): void;
};

/** Longest text that still is an answer to be read beside another, in UTF-16 units. */
const maxAnswer = 300;

/** The verdict, its reason, and what was compared with what. */
export const Found = ({ trial, verdict, target, onRaw }: FoundProps) => (
  <section class={`found-card edge-${verdict?.verdict ?? 'none'}`} aria-label="Verdict">
    <p class="verdict-line">
      <VerdictGlyph verdict={verdict?.verdict ?? null} size={18} />
      <strong class={`v-${verdict?.verdict ?? 'none'}`}>
        {verdict === undefined ? 'not judged yet' : verdictWords[verdict.verdict]}
      </strong>
      {verdict !== undefined && (
        <span class="reason">
          <Foreign text={verdict.reason} />
        </span>
      )}
    </p>
    {trial.error !== null && (
      <p class="problem">
        The request failed: <Foreign text={`${trial.error.code} ${trial.error.message}`} />
      </p>
    )}
    {verdict !== undefined && isAnswer(verdict.extracted) && (
      <dl class="pair">
        <div>
          <dt>
            Found
            {verdict.how !== undefined && (
              <span class="quiet">
                {' '}
                · <Foreign text={verdict.how} />
              </span>
            )}
            {verdict.span !== undefined && (
              <button
                type="button"
                class="link in-text"
                onClick={event => showIn(event.currentTarget, onRaw)}
              >
                in the text
              </button>
            )}
          </dt>
          <dd>
            {verdict.extracted === null ? <i class="quiet">nothing</i> : <Foreign text={verdict.extracted} />}
          </dd>
        </div>
        {target !== null && target !== '' && target.length <= maxAnswer && (
          <div>
            <dt>Gold</dt>
            <dd>
              <Foreign text={target} />
            </dd>
          </div>
        )}
      </dl>
    )}
    {verdict?.parts !== undefined && (
      <ul class="parts">
        {verdict.parts.map(({ name, passed }) => (
          <li key={name}>
            <VerdictGlyph verdict={passed ? 'correct' : 'incorrect'} size={12} />
            <span class="off-screen">{passed ? 'passed' : 'failed'}: </span>
            <Foreign text={name} />
          </li>
        ))}
      </ul>
    )}
  </section>
);

const isAnswer = (extracted: string | null): boolean =>
  extracted === null || (extracted.length <= maxAnswer && !extracted.trim().includes('\n'));

/** Scrolls to the mark, as soon as the text is there to bear it. */
const showIn = (button: Element, onRaw: () => void): void => {
  const place = button.closest('.side, .sample-body');
  const scroll = (frames: number): void => {
    const mark = place?.querySelector('mark.found') ?? null;
    if (mark !== null) mark.scrollIntoView({ block: 'center' });
    else if (frames > 0) requestAnimationFrame(() => scroll(frames - 1));
  };
  onRaw();
  scroll(20);
};
