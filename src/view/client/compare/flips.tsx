import type { RunList } from '../../api.ts';
import { useModule } from '../reading/lazy.ts';
import { type CompareRoute, compareRoute, hashOf } from '../route.ts';
import { go } from '../shell/navigation.ts';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { Empty, When } from '../shell/states.tsx';
import { counted } from '../shell/words.ts';
import { useCursor } from '../task/cursor.ts';
import { Choice } from '../task/filters.tsx';
import { SampleList } from '../task/list.tsx';
import { useRows } from '../task/rows.ts';
import { Foreign } from '../text/foreign.tsx';
import { SideBySide } from './side-by-side.tsx';

type FlipsProps = {
  readonly route: CompareRoute;
  readonly list: RunList;
  readonly a: string;
  readonly b: string;
  readonly task: string;
};

const reading = () => import('../reading/markdown.tsx');

/** The samples of one task that only one of two runs has right, and both answers to the one that is open. */
export const Flips = (props: FlipsProps) => {
  const { revision } = useSession();
  const { b, task } = props;
  useModule(reading);
  const run = useLoaded(`run ${b}`, revision([b]), (source, signal) => source.run(b, signal));
  return (
    <When of={run} what="the run">
      {({ tasks }) => {
        const graders = tasks.find(({ name }) => name === task)?.graders ?? [];
        const grader = graders.find(name => name === props.route.grader) ?? graders[0];
        if (grader !== undefined) return <List {...props} grader={grader} />;
        return (
          <Empty>
            Nothing of <Foreign text={task} /> has been judged in this run.
          </Empty>
        );
      }}
    </When>
  );
};

const List = ({ route, list, a, b, task, grader }: FlipsProps & { readonly grader: string }) => {
  const { revision } = useSession();
  const against = { run: a, flips: route.flips };
  const rows = useRows({ run: b, task, grader, against }, revision([a, b]));
  const cursor = useCursor(rows, route.flips, route.open, (open, replace) =>
    go({ ...route, open }, { replace }),
  );
  const modelOf = (id: string): string => list.runs.find(run => run.id === id)?.model ?? id;
  const matched = rows.about?.matched ?? null;
  return (
    <div class={route.open === null ? 'reader' : 'reader with-sample'}>
      <section class="list-pane" aria-label="Flips">
        <div class="filters">
          <a href={hashOf(compareRoute(a, b))}>All benchmarks</a>
          <strong>
            <Foreign text={task} />
          </strong>
          <Choice
            label="samples that"
            value={route.flips}
            options={[
              ['either', 'only one has right'],
              ['fixed', `only B has right: ${modelOf(b)}`],
              ['broken', `only A has right: ${modelOf(a)}`],
            ]}
            onChoose={value => {
              const flips = value === 'fixed' || value === 'broken' ? value : 'either';
              go({ ...route, flips, open: null }, { replace: true });
            }}
          />
        </div>
        <p class="list-head" role="status">
          {matched === null
            ? 'Reading …'
            : `${counted(matched, 'flip')}; verdicts and answers of B, judged by ${grader}`}
        </p>
        {rows.problem !== null && (
          <p class="note problem" role="alert">
            {rows.problem}
          </p>
        )}
        {matched === 0 && <Empty>No sample is like that.</Empty>}
        <SampleList
          key={route.flips}
          {...{ rows, sort: null, trials: false }}
          cursor={cursor.at}
          label={`Flips of ${task}`}
          onOpen={cursor.open}
        />
      </section>
      {route.open !== null && (
        <SideBySide
          {...{ a, b, task, grader, modelOf, raw: route.raw, of: matched, open: route.open }}
          onMove={cursor.move}
          onClose={() => go({ ...route, open: null })}
          onRaw={raw => go({ ...route, raw }, { replace: true })}
        />
      )}
    </div>
  );
};
