import type { Scores } from '../../../core/cell.ts';
import type { RunPage, TaskCard } from '../../api.ts';
import { hashOf, taskRoute } from '../route.ts';
import { Fold } from '../sample/fold.tsx';
import { Score } from '../shell/interval.tsx';
import { VerdictMix } from '../shell/mix.tsx';
import { count, counted } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';

type GroupsProps = { readonly run: RunPage; readonly task: TaskCard };

/** The headline's score by every dimension that a benchmark has. */
export const Groups = ({ run, task }: GroupsProps) => {
  const cell = task.cells.find(({ grader }) => grader === task.graders[0]) ?? task.cells[0];
  const dimensions = Object.entries(cell?.groups ?? {});
  return (
    <>
      {dimensions.map(([dimension, groups], index) => (
        <Fold
          key={dimension}
          title={`by ${dimension}`}
          note={counted(Object.keys(groups).length, 'group')}
          open={index === 0}
        >
          <GroupTable {...{ run, task, dimension, groups }} />
        </Fold>
      ))}
    </>
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
