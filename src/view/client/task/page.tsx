import { useEffect, useState } from 'preact/hooks';
import type { Row, RunList, RunPage, TaskCard } from '../../api.ts';
import { useModule } from '../reading/lazy.ts';
import type { Filter, Open, TaskRoute } from '../route.ts';
import { SamplePane } from '../sample/pane.tsx';
import { isControl, useKeys } from '../shell/keys.ts';
import { go } from '../shell/navigation.ts';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { Empty, When } from '../shell/states.tsx';
import { count, counted } from '../shell/words.ts';
import { Foreign } from '../text/foreign.tsx';
import { Filters } from './filters.tsx';
import { SampleList } from './list.tsx';
import { useRows, type WantedRows } from './rows.ts';

const reading = () => import('../reading/markdown.tsx');

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
  const counts = useLoaded(JSON.stringify(anyVerdict), revision(concerned), (source, signal) =>
    source.rows({ ...anyVerdict, offset: 0, limit: 1 }, signal),
  );
  const { cursor, open, move, close } = useCursor(route, rows);
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
          onGrader={name => go({ ...route, grader: name === task.graders[0] ? null : name }, { replace: true })}
        />
        <p class="list-head" role="status">
          {about === null
            ? 'Reading …'
            : about.matched === about.total
              ? counted(about.total, 'answer')
              : `${count(about.matched)} of ${counted(about.total, 'answer')}`}
        </p>
        {rows.problem !== null && (
          <p class="note problem" role="alert">
            {rows.problem}
          </p>
        )}
        {about !== null && about.matched === 0 && (
          <Empty>
            {about.total === 0 ? 'Nothing has been judged yet.' : 'No answer is like that.'}{' '}
            {about.total > 0 && (
              <button type="button" class="link" onClick={() => change({})}>
                Show all
              </button>
            )}
          </Empty>
        )}
        <SampleList {...{ rows, cursor, trials }} label={`Answers of ${task.name}`} onOpen={open} />
      </section>
      {route.open !== null && (
        <SamplePane
          address={{ run: run.id, task: task.name, id: route.open.id }}
          trial={route.open.trial}
          grader={grader}
          raw={route.raw}
          at={route.open.at}
          of={about?.matched ?? null}
          onMove={move}
          onClose={close}
          onTrial={trial => go({ ...route, open: { id: route.open?.id ?? '', trial, at: null } }, { replace: true })}
          onRaw={raw => go({ ...route, raw }, { replace: true })}
        />
      )}
    </div>
  );
};

/** Which row is meant, and the keys that move it. */
export const useCursor = (
  route: TaskRoute,
  rows: ReturnType<typeof useRows>,
): {
  readonly cursor: number | null;
  open(index: number, row: Row): void;
  move(by: number): void;
  close(): void;
} => {
  const [cursor, setCursor] = useState<number | null>(route.open?.at ?? null);
  const at = route.open?.at ?? null;
  useEffect(() => {
    if (at !== null) setCursor(at);
  }, [at]);
  const show = (open: Open, replace: boolean): void => go({ ...route, open }, { replace });
  const open = (index: number, row: Row): void => {
    setCursor(index);
    show({ id: row.id, trial: row.trial, at: index }, route.open !== null);
  };
  const move = (by: number): void => {
    const matched = rows.about?.matched ?? 0;
    if (matched === 0) return;
    const next = cursor === null ? (by > 0 ? 0 : matched - 1) : Math.max(0, Math.min(matched - 1, cursor + by));
    setCursor(next);
    if (route.open === null) return;
    rows.find(next).then(
      row => row !== null && show({ id: row.id, trial: row.trial, at: next }, true),
      () => {},
    );
  };
  const close = (): void => go({ ...route, open: null });
  const enter = (event: KeyboardEvent): unknown => {
    if (isControl(event.target) || cursor === null) return false;
    return rows.find(cursor).then(row => row !== null && open(cursor, row));
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: event => (isInList(event.target) ? move(1) : false),
    ArrowUp: event => (isInList(event.target) ? move(-1) : false),
    Home: event => (isInList(event.target) ? move(Number.NEGATIVE_INFINITY) : false),
    End: event => (isInList(event.target) ? move(Number.POSITIVE_INFINITY) : false),
    ']': () => route.open !== null && move(1),
    '[': () => route.open !== null && move(-1),
    Enter: enter,
    Escape: () => (route.open === null ? false : close()),
  });
  return { cursor, open, move, close };
};

/** Arrows belong to the list when it has the focus, or nothing has. */
const isInList = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.closest('[role=listbox]') !== null);
