import { useEffect, useRef, useState } from 'preact/hooks';
import { After, Before, Close } from '../shell/icons.tsx';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { When } from '../shell/states.tsx';
import { count } from '../shell/words.ts';
import type { SampleAddress } from '../source/source.ts';
import { Foreign } from '../text/foreign.tsx';
import { SampleBody } from './body.tsx';
import { Others } from './others.tsx';
import { Question } from './question.tsx';
import { Tree } from './tree.tsx';

type SamplePaneProps = {
  readonly address: SampleAddress;
  readonly trial: number;
  /** The grader whose verdict heads the sample. */
  readonly grader: string;
  readonly raw: boolean;
  /** Where it stands in the list, from 0, where that is known. */
  readonly at: number | null;
  /** Length of the list. */
  readonly of: number | null;
  onMove(by: number): void;
  onClose(): void;
  onTrial(trial: number): void;
  onRaw(raw: boolean): void;
};

/** Until what is still being read is asked for again, in ms. */
const againMs = 1000;

/** One sample: what was asked, what came back, and why it was judged as it was. */
export const SamplePane = (props: SamplePaneProps) => {
  const { address, trial, grader, raw, at, of, onMove, onClose, onTrial, onRaw } = props;
  const { revision } = useSession();
  const key = JSON.stringify(address);
  const [again, setAgain] = useState(0);
  const page = useLoaded(key, revision([address.run]) + again, (source, signal) =>
    source.sample(address, signal),
  );
  const unread = page.state === 'ready' && ((page.value.othersLeft ?? 0) > 0 || page.value.unread === true);
  useEffect(() => {
    if (!unread) return;
    const timer = setTimeout(() => setAgain(n => n + 1), againMs);
    return () => clearTimeout(timer);
  }, [unread, again]);
  const top = useRef<HTMLElement>(null);
  // Another sample is read from its beginning.
  useEffect(() => {
    top.current?.scrollTo(0, 0);
  }, [key]);
  return (
    <article class="sample-pane" ref={top} tabIndex={-1} aria-label={`Sample ${address.id}`}>
      <SampleHead id={address.id} {...{ at, of, onMove, onClose }} />
      <When of={page} what="the sample">
        {sample => (
          <div class="sample-body">
            <SampleBody
              {...{ sample, trial, grader, raw, onTrial, onRaw }}
              question={<Question sample={sample} />}
            />
            <Tree {...{ sample, address, grader, raw, onTrial }} />
            <Others sample={sample} />
          </div>
        )}
      </When>
    </article>
  );
};

type SampleHeadProps = Pick<SamplePaneProps, 'at' | 'of' | 'onMove' | 'onClose'> & { readonly id: string };

/** Which sample it is, and the ways from it. */
export const SampleHead = ({ id, at, of, onMove, onClose }: SampleHeadProps) => (
  <header class="sample-head">
    <button
      type="button"
      class="quiet-button"
      onClick={() => onMove(-1)}
      aria-label="Previous sample"
      title="Previous ( [ )"
    >
      <Before />
    </button>
    <button
      type="button"
      class="quiet-button"
      onClick={() => onMove(1)}
      aria-label="Next sample"
      title="Next ( ] )"
    >
      <After />
    </button>
    <h1>
      <Foreign text={id} />
    </h1>
    {at !== null && of !== null && (
      <span class="quiet place">
        {count(at + 1)} / {count(of)}
      </span>
    )}
    <button
      type="button"
      class="quiet-button end"
      onClick={onClose}
      aria-label="Close the sample"
      title="Close (Esc)"
    >
      <Close />
    </button>
  </header>
);
