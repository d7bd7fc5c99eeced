import { useEffect, useRef, useState } from 'preact/hooks';
import type { SamplePage } from '../../api.ts';
import type { Open } from '../route.ts';
import { SampleBody } from '../sample/body.tsx';
import { SampleHead } from '../sample/pane.tsx';
import { Question } from '../sample/question.tsx';
import { type Loaded, useLoaded, useSession } from '../shell/source-context.ts';
import { When } from '../shell/states.tsx';
import { Foreign } from '../text/foreign.tsx';

type SideBySideProps = {
  readonly a: string;
  readonly b: string;
  readonly task: string;
  readonly grader: string;
  readonly open: Open;
  readonly raw: boolean;
  readonly of: number | null;
  modelOf(run: string): string;
  onMove(by: number): void;
  onClose(): void;
  onRaw(raw: boolean): void;
};

/** One sample as two runs answered it. */
export const SideBySide = (props: SideBySideProps) => {
  const { a, b, task, open, of, onMove, onClose } = props;
  const [left, right] = [useSample(a, task, open.id), useSample(b, task, open.id)];
  const top = useRef<HTMLElement>(null);
  // Another sample is read from its beginning.
  useEffect(() => {
    top.current?.scrollTo(0, 0);
  }, [open.id]);
  return (
    <article class="sample-pane" ref={top} tabIndex={-1} aria-label={`Sample ${open.id}`}>
      <SampleHead id={open.id} at={open.at} {...{ of, onMove, onClose }} />
      <div class="sample-body both">
        {right.state === 'ready' && <Question sample={right.value} />}
        <div class="sides">
          <Side letter="A" run={a} loaded={left} {...props} />
          <Side letter="B" run={b} loaded={right} {...props} />
        </div>
      </div>
    </article>
  );
};

const useSample = (run: string, task: string, id: string): Loaded<SamplePage> => {
  const { revision } = useSession();
  return useLoaded(JSON.stringify([run, task, id]), revision([run]), (source, signal) =>
    source.sample({ run, task, id }, signal),
  );
};

type SideProps = Pick<SideBySideProps, 'grader' | 'open' | 'raw' | 'modelOf' | 'onRaw'> & {
  readonly letter: string;
  readonly run: string;
  readonly loaded: Loaded<SamplePage>;
};

const Side = ({ letter, run, loaded, grader, open, raw, modelOf, onRaw }: SideProps) => {
  const [trial, setTrial] = useState(open.trial);
  useEffect(() => setTrial(open.trial), [open.trial]);
  return (
    <section class="side" aria-label={`${letter}: ${modelOf(run)}`}>
      <h2 class="side-head">
        <span class="letter">{letter}</span> <Foreign text={modelOf(run)} />
      </h2>
      <When of={loaded} what="the sample">
        {sample => <SampleBody {...{ sample, trial, grader, raw, onRaw }} onTrial={setTrial} />}
      </When>
    </section>
  );
};
