import type { SamplePage } from '../../api.ts';
import { compareRoute, hashOf, taskRoute } from '../route.ts';
import { VerdictGlyph } from '../shell/icons.tsx';
import { counted, verdictWords } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';

/** What other runs answered to the same sample; each can be read beside this one. */
export const Others = ({ sample }: { readonly sample: SamplePage }) => {
  const { run, task, id, others, othersLeft = 0 } = sample;
  if (others.length === 0 && othersLeft === 0) return null;
  const open = { id, trial: 0, at: null };
  return (
    <section class="block-section" aria-label="Other models">
      <h2>Other models</h2>
      <div class="scroll-x">
        <table class="plain-table">
          <tbody>
            {others.map(other => (
              <tr key={other.run}>
                <th scope="row">
                  <a href={hashOf(taskRoute(other.run, task, { open }))}>
                    <Foreign text={other.model} />
                  </a>{' '}
                  {other.run !== other.model && (
                    <span class="quiet small">
                      <Foreign text={other.run} />
                    </span>
                  )}
                </th>
                <td class={`v-${other.verdict ?? 'none'} nowrap`}>
                  <VerdictGlyph verdict={other.verdict} />{' '}
                  {other.verdict === null ? 'no verdict' : verdictWords[other.verdict]}
                </td>
                <td class="mono clip">
                  <div>
                    {other.extracted === null ? '–' : <Foreign text={other.extracted.slice(0, 160)} />}
                  </div>
                  {other.gold !== undefined && (
                    <span class="quiet small">
                      other data: gold <Foreign text={other.gold.slice(0, 160)} />
                    </span>
                  )}
                </td>
                <td class="nowrap">
                  <a href={hashOf({ ...compareRoute(run, other.run), task, open })}>side by side</a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {othersLeft > 0 && <p class="quiet">{counted(othersLeft, 'more run')} being read.</p>}
    </section>
  );
};
