import type { RunList, RunPage, TaskCard } from '../../api.ts';
import { useModule } from '../reading/lazy.ts';
import type { Filter, TaskRoute } from '../route.ts';
import { SamplePane } from '../sample/pane.tsx';
import { go } from '../shell/navigation.ts';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { Empty, When } from '../shell/states.tsx';
import { count, counted } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import { useCursor } from './cursor.ts';
import { Filters } from './filters.tsx';
import { SampleList } from './list.tsx';
import { type Rows, useRows, type WantedRows } from './rows.ts';

const reading = () => import('../reading/markdown.tsx');

const listWords = ({ matched, total, indexed }: NonNullable<Rows['about']>): string => {
  const words =
    matched === total ? counted(total, 'answer') : `${count(matched)} of ${counted(total, 'answer')}`;
  return indexed === undefined ? words : `${words}; reading the files, ${Math.floor(100 * indexed)} % so far`;
};

/** The samples of one task of one run, and the one that is open. */
export const TaskPage = ({ route, list }: { readonly route: TaskRoute; readonly list: RunList }) => {
  const { revision } = useSession();
  const page = useLoaded(`run ${route.run}`, revision([route.run]), (source, signal) =>
    source.run(route.run, signal),
  );
  return (
    <When of={page} what="the run">
      {run => {
        const task = run.tasks.find(({ name }) => name === route.task);
        if (task !== undefined) return <Samples {...{ route, list, run, task }} />;
        return (
          <Empty>
            The run <Foreign text={run.id} /> has no task <Foreign text={route.task} />.
          </Empty>
        );
      }}
    </When>
  );
};

type SamplesProps = {
  readonly route: TaskRoute;
  readonly list: RunList;
  readonly run: RunPage;
  readonly task: TaskCard;
};

const Samples = ({ route, list, run, task }: SamplesProps) => {
  const { revision } = useSession();
  // What a sample is read with is loaded while the list is looked at.
  useModule(reading);
  const grader = route.grader ?? task.graders[0] ?? '';
  const wanted: WantedRows = { run: run.id, task: task.name, grader, ...route.filter };
  const concerned = [run.id, ...(route.filter.against === undefined ? [] : [route.filter.against.run])];
  const rows = useRows(wanted, revision(concerned));
  const { verdicts: _, ...anyVerdict } = wanted;
  const counts = useLoaded(
    JSON.stringify(anyVerdict),
    revision(concerned) + (rows.about?.total ?? 0),
    (source, signal) => source.rows({ ...anyVerdict, offset: 0, limit: 1 }, signal),
  );
  const cursor = useCursor(rows, JSON.stringify(wanted), route.open, (open, replace) =>
    go({ ...route, open }, { replace }),
  );
  const change = (filter: Filter): void => go({ ...route, filter, open: null }, { replace: true });
  const about = rows.about;
  const trials = task.cells.some(({ metrics }) => (metrics['pass@1']?.trials ?? 1) > 1);
  return (
    <div class={route.open === null ? 'reader' : 'reader with-sample'}>
      <section class="list-pane" aria-label="Samples">
        <Filters
          {...{ route, task, onChange: change }}
          others={list.runs.filter(({ id }) => id !== run.id)}
          counts={counts.state === 'ready' ? counts.value.counts : null}
          onGrader={name =>
            go({ ...route, grader: name === task.graders[0] ? null : name }, { replace: true })
          }
        />
        <p class="list-head" role="status">
          {about === null ? 'Reading …' : listWords(about)}
        </p>
        {rows.problem !== null && (
          <p class="note problem" role="alert">
            {rows.problem}
          </p>
        )}
        {about !== null && about.matched === 0 && (
          <Empty>
            {about.total === 0 ? 'Nothing has been judged yet.' : 'No answer is like that.'}{' '}
            {about.total > 0 && route.filter.search !== undefined && (
              <>
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    const { search: text, ...rest } = route.filter;
                    change({ ...rest, ...(text === undefined ? {} : { text }) });
                  }}
                >
                  Search in whole texts
                </button>{' '}
                ·{' '}
              </>
            )}
            {about.total > 0 && (
              <button type="button" class="link" onClick={() => change({})}>
                Show all
              </button>
            )}
          </Empty>
        )}
        <SampleList
          key={JSON.stringify(wanted)}
          {...{ rows, trials, sort: route.filter.sort ?? null }}
          cursor={cursor.at}
          label={`Answers of ${task.name}`}
          onOpen={cursor.open}
          onSort={sort => change({ ...route.filter, sort })}
        />
      </section>
      {route.open !== null && (
        <SamplePane
          address={{ run: run.id, task: task.name, id: route.open.id }}
          trial={route.open.trial}
          grader={grader}
          raw={route.raw}
          at={route.open.at}
          of={about?.matched ?? null}
          onMove={cursor.move}
          onClose={() => go({ ...route, open: null })}
          onTrial={trial =>
            go({ ...route, open: { id: route.open?.id ?? '', trial, at: null } }, { replace: true })
          }
          onRaw={raw => go({ ...route, raw }, { replace: true })}
        />
      )}
    </div>
  );
};
