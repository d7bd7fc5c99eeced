import type { ExecutionRecord } from '../../../core/execution-record.ts';
import { Code } from '../reading/code.tsx';
import { duration } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import { Raw } from '../text/raw.tsx';
import type { TrialVerdict } from './found.tsx';

/** The program that was run and how it ended. */
export const Program = ({ verdict }: { readonly verdict: TrialVerdict | undefined }) => {
  if (verdict === undefined) return null;
  const { extracted, execution, how } = verdict;
  const isProgram = extracted !== null && (execution !== undefined || extracted.trim().includes('\n'));
  if (!isProgram && execution === undefined) return null;
  return (
    <section class="block-section" aria-label="Program">
      {isProgram && (
        <>
          <h2>
            {execution === undefined ? 'Found text' : 'Program'}
            {how !== undefined && (
              <span class="quiet note-beside">
                <Foreign text={how} />
              </span>
            )}
          </h2>
          <Code text={extracted} language={execution === undefined ? null : languageOf(execution)} />
        </>
      )}
      {execution !== undefined && <Execution execution={execution} />}
    </section>
  );
};

/** Sandboxes run Python, but for the one of JavaScript. */
const languageOf = ({ sandbox }: ExecutionRecord): string => (sandbox === 'js' ? 'javascript' : 'python');

export const Execution = ({ execution }: { readonly execution: ExecutionRecord }) => {
  const { outcome, error, stdout, stderr, durationMs, peakMemoryMb, sandbox } = execution;
  const facts = [
    duration(durationMs),
    ...(peakMemoryMb === null ? [] : [`${Math.round(peakMemoryMb)} MB`]),
    `${sandbox} sandbox`,
  ];
  return (
    <div class="execution">
      <p>
        <span class={outcome === 'finished' ? 'tag' : 'tag warn'}>
          <Foreign text={outcome} />
        </span>{' '}
        <span class="quiet">
          <Foreign text={facts.join(' · ')} />
        </span>
      </p>
      {error !== null && (
        <p class="error-line">
          <Foreign text={`${error.type}: ${error.message}`} />
          {error.line !== null && (
            <span class="quiet">
              {' '}
              in line {error.line} of the {whose[error.origin]}
            </span>
          )}
        </p>
      )}
      {stdout !== '' && <Stream name="stdout" text={stdout} />}
      {stderr !== '' && <Stream name="stderr" text={stderr} />}
    </div>
  );
};

const whose = {
  candidate: 'program',
  tests: 'tests',
  sandbox: 'sandbox',
  prelude: 'lines before it',
} as const;

export const Stream = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <figure class="stream">
    <figcaption>{name}</figcaption>
    <Raw text={text} />
  </figure>
);
