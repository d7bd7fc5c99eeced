import type { TrialPage } from '../../api.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { verdictWords } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';

/** What every grader says of this answer, where there are several. */
export const Graders = ({ trial, shown }: { readonly trial: TrialPage; readonly shown: string }) => {
  const { verdicts } = trial;
  if (verdicts.length < 2) return null;
  const differ = new Set(verdicts.map(({ verdict }) => verdict)).size > 1;
  return (
    <section class="block-section" aria-label="Graders">
      <h2>
        Graders
        {differ && <span class="tag warn">they differ</span>}
      </h2>
      <div class="scroll-x">
        <table class="plain-table graders-table">
          <thead>
            <tr>
              <th scope="col">grader</th>
              <th scope="col">verdict</th>
              <th scope="col">found</th>
              <th scope="col">reason</th>
            </tr>
          </thead>
          <tbody>
            {verdicts.map(({ grader, verdict, extracted, reason }) => (
              <tr key={grader} class={grader === shown ? 'shown' : undefined}>
                <th scope="row">
                  <Foreign class="nowrap" text={grader} />
                </th>
                <td class={`v-${verdict} nowrap`}>
                  <VerdictGlyph verdict={verdict} /> {verdictWords[verdict]}
                </td>
                <td class="mono">{extracted === null ? '–' : <Foreign text={short(extracted)} />}</td>
                <td>
                  <Foreign text={reason} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
