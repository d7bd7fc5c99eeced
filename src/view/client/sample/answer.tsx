import type { TrialPage } from '../../api.ts';
import { isReadable } from '../reading/readable.ts';
import { count } from '../shell/words.ts';
import { CopyButton } from '../text/copy.tsx';
import { Raw } from '../text/raw.tsx';
import { Fold } from './fold.tsx';
import type { TrialVerdict } from './found.tsx';
import { Reading } from './reading.tsx';

type AnswerProps = {
  readonly trial: TrialPage;
  readonly verdict: TrialVerdict | undefined;
  readonly raw: boolean;
  onRaw(raw: boolean): void;
};

/** What the model said: as Markdown to be read, or as it is, with the found answer marked. */
export const Answer = ({ trial, verdict, raw, onRaw }: AnswerProps) => {
  const { text, left, reasoning } = trial;
  const readable = isReadable(text);
  const asItIs = raw || !readable;
  return (
    <section class="block-section answer-section" aria-label="Answer">
      <h2>
        Answer
        <AsSwitch raw={asItIs} readable={readable} onRaw={onRaw} />
        <CopyButton text={text} what="the answer" />
      </h2>
      {reasoning !== null && reasoning !== '' && (
        <Fold title="Reasoning" note={`${count(reasoning.length)} characters`}>
          <Raw text={reasoning} />
          <Left characters={trial.reasoningLeft ?? 0} />
        </Fold>
      )}
      {text === '' ? (
        <p class="quiet">The answer is empty.</p>
      ) : asItIs ? (
        <Raw text={text} span={verdict?.span ?? null} how={verdict?.how} />
      ) : (
        <Reading text={text} />
      )}
      <Left characters={left} />
      {!readable && (
        <p class="quiet">
          {count(text.length)} characters: too long, or too full of signs, to be read as Markdown.
        </p>
      )}
    </section>
  );
};

type AsSwitchProps = Pick<AnswerProps, 'raw' | 'onRaw'> & { readonly readable: boolean };

export const AsSwitch = ({ raw, readable, onRaw }: AsSwitchProps) => (
  <fieldset class="segmented" aria-label="How to show the answer">
    <button type="button" aria-pressed={!raw} disabled={!readable} onClick={() => onRaw(false)}>
      Markdown
    </button>
    <button type="button" aria-pressed={raw} onClick={() => onRaw(true)}>
      Raw
    </button>
  </fieldset>
);

export const Left = ({ characters }: { readonly characters: number }) =>
  characters === 0 ? null : (
    <p class="cut">{count(characters)} more characters stand in the file and are not shown here.</p>
  );
