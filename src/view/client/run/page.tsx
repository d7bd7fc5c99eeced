import type { Cell } from '../../../core/cell.ts';
import { marksOf } from '../../../report/marks.ts';
import type { RunPage as RunData, TaskCard } from '../../api.ts';
import { hashOf, type RunRoute, taskRoute } from '../route.ts';
import { Footnotes } from '../shell/footnotes.tsx';
import { Score } from '../shell/interval.tsx';
import { VerdictMix } from '../shell/mix.tsx';
import { Scroll } from '../shell/scroll.tsx';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { Empty, When } from '../shell/states.tsx';
import { count, counted, when } from '../shell/words.ts';
import { Foreign, Name } from '../text/foreign.tsx';
import { CloseLook } from './close-look.tsx';
import { Figures } from './figures.tsx';
import { ManifestWords } from './manifest.tsx';

/** A run at a glance: what it was, each task's score, and where in a benchmark it is won or lost. */
export const RunPage = ({ route }: { readonly route: RunRoute }) => {
  const { revision } = useSession();
  const page = useLoaded(`run ${route.run}`, revision([route.run]), (source, signal) =>
    source.run(route.run, signal),
  );
  return (
    <When of={page} what="the run">
      {run => (
        <div class="page run">
          <div class="page-head">
            <h1>
              <Foreign text={run.model || 'unnamed'} />
              {run.live && <span class="tag live-tag">running</span>}
            </h1>
            <p class="quiet">
              {run.id !== run.model && (
                <>
                  <Foreign text={run.id} /> ·{' '}
                </>
              )}
              {when(run.createdAt)}
            </p>
          </div>
          <ManifestWords run={run} />
          <Tasks run={run} />
          <CloseLook route={route} run={run} />
        </div>
      )}
    </When>
  );
};

const Tasks = ({ run }: { readonly run: RunData }) => {
  if (run.tasks.length === 0) return <Empty>Nothing has been asked in this run yet.</Empty>;
  const cells = run.tasks.flatMap(task => task.cells);
  const columns: Columns = {
    tokens: cells.some(({ tokens }) => tokens.mean?.output != null),
    cutOff: cells.some(({ counts }) => counts.truncated > 0),
  };
  return (
    <section class="block-section">
      <h2>Benchmarks</h2>
      <Scroll label="Scores by benchmark">
        <table class="plain-table tasks-table">
          <thead>
            <tr>
              <th scope="col">benchmark</th>
              <th scope="col">grader</th>
              <th scope="col" class="number">
                pass@1
              </th>
              <th scope="col" class="number">
                answers
              </th>
              {columns.cutOff && (
                <th scope="col" class="number">
                  cut off
                </th>
              )}
              {columns.tokens && (
                <th scope="col" class="number">
                  mean tokens
                </th>
              )}
              <th scope="col">verdicts</th>
            </tr>
          </thead>
          <tbody>
            {run.tasks.flatMap(task =>
              inOrder(task).map((cell, index) => (
                <TaskRow
                  key={`${task.name} ${cell?.grader ?? ''}`}
                  {...{ run, task, cell, columns, first: index === 0 }}
                />
              )),
            )}
          </tbody>
        </table>
      </Scroll>
      <Footnotes cells={run.tasks.flatMap(({ cells }) => cells)} />
      <Figures asks={(run.figures ?? []).filter(({ task }) => task === undefined)} />
    </section>
  );
};

/** The headline's cell first; null stands for a task without one. */
const inOrder = ({ cells, graders }: TaskCard): readonly (Cell | null)[] => {
  const sorted = [...cells].sort((a, b) => graders.indexOf(a.grader) - graders.indexOf(b.grader));
  return sorted.length === 0 ? [null] : sorted;
};

/** Which columns have anything in them. */
type Columns = { readonly tokens: boolean; readonly cutOff: boolean };

type TaskRowProps = {
  readonly columns: Columns;
  readonly run: RunData;
  readonly task: TaskCard;
  readonly cell: Cell | null;
  /** False for other graders of the task above. */
  readonly first: boolean;
};

const TaskRow = ({ run, task, cell, columns, first }: TaskRowProps) => {
  const metric = cell?.metrics['pass@1'];
  const grader = cell === null || first ? null : cell.grader;
  const truncated = cell?.counts.truncated ?? 0;
  const mean = cell?.tokens.mean?.output ?? null;
  return (
    <tr class={first ? 'first' : 'again'}>
      <th scope="row">
        <a
          href={hashOf(taskRoute(run.id, task.name, { grader }))}
          aria-label={`${task.name} ${cell?.grader ?? ''}`}
        >
          <Name text={task.name} />
        </a>
      </th>
      <td class="quiet">{cell !== null && <Name text={cell.grader} />}</td>
      <td class="number">
        {cell === null || metric === undefined ? (
          <span class="quiet">not scored</span>
        ) : (
          <Score metric={metric} marks={marksOf(cell)} title={`${counted(metric.samples, 'sample')}`} />
        )}
      </td>
      <td class="number">
        {count(task.completions)}
        {task.planned !== null && task.planned !== task.completions && (
          <span class="quiet"> of {count(task.planned)}</span>
        )}
      </td>
      {columns.cutOff && (
        <td class="number">{truncated === 0 ? <span class="quiet">–</span> : count(truncated)}</td>
      )}
      {columns.tokens && <td class="number">{mean === null ? '' : count(mean)}</td>}
      <td>{cell !== null && <VerdictMix counts={cell.counts} />}</td>
    </tr>
  );
};
