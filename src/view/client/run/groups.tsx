import type { Scores } from '../../../core/cell.ts';
import type { RunPage, TaskCard } from '../../api.ts';
import { hashOf, taskRoute } from '../route.ts';
import { Fold } from '../sample/fold.tsx';
import { Score } from '../shell/interval.tsx';
import { VerdictMix } from '../shell/mix.tsx';
import { count, counted } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';

/** The headline's score by every dimension of every benchmark that has some. */
export const Groups = ({ run }: { readonly run: RunPage }) => {
  const tables = run.tasks.flatMap(task => {
    const cell = task.cells.find(({ grader }) => grader === task.graders[0]) ?? task.cells[0];
    return Object.entries(cell?.groups ?? {}).map(([dimension, groups]) => ({ task, dimension, groups }));
  });
  if (tables.length === 0) return null;
  return (
    <section class="block-section">
      <h2>By group</h2>
      {tables.map(({ task, dimension, groups }, index) => (
        <Fold
          key={`${task.name} ${dimension}`}
          title={`${task.name} by ${dimension}`}
          note={counted(Object.keys(groups).length, 'group')}
          open={index === 0}
        >
          <GroupTable {...{ run, task, dimension, groups }} />
        </Fold>
      ))}
    </section>
  );
};

type GroupTableProps = {
  readonly run: RunPage;
  readonly task: TaskCard;
  readonly dimension: string;
  readonly groups: Readonly<Record<string, Scores>>;
};

const byNumbers = new Intl.Collator('en', { numeric: true });

const GroupTable = ({ run, task, dimension, groups }: GroupTableProps) => (
  <div class="scroll-x">
    <table class="plain-table groups-table">
      <thead>
        <tr>
          <th scope="col">
            <Foreign text={dimension} />
          </th>
          <th scope="col" class="number">
            pass@1
          </th>
          <th scope="col" class="number">
            samples
          </th>
          <th scope="col">verdicts</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(groups)
          .sort(([a], [b]) => byNumbers.compare(a, b))
          .map(([value, { metrics, counts }]) => (
            <tr key={value}>
              <th scope="row">
                <a
                  href={hashOf(
                    taskRoute(run.id, task.name, { filter: { groups: { [dimension]: [value] } } }),
                  )}
                >
                  <Foreign text={value} />
                </a>
              </th>
              <td class="number">
                {metrics['pass@1'] !== undefined && <Score metric={metrics['pass@1']} />}
              </td>
              <td class="number">{count(metrics['pass@1']?.samples ?? 0)}</td>
              <td>
                <VerdictMix counts={counts} />
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  </div>
);
