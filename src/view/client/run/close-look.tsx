import type { RunPage } from '../../api.ts';
import { hashOf, type RunRoute, runRoute, taskRoute } from '../route.ts';
import { go } from '../shell/navigation.ts';
import { Choice } from '../task/filters.tsx';
import { Figures } from './figures.tsx';
import { Groups } from './groups.tsx';

type CloseLookProps = { readonly route: RunRoute; readonly run: RunPage };

/** One benchmark of a run: where in it answers are right and where not, how long they took and are. */
export const CloseLook = ({ route, run }: CloseLookProps) => {
  const task = run.tasks.find(({ name }) => name === route.task) ?? run.tasks[0];
  if (task === undefined) return null;
  return (
    <section class="block-section" aria-label={`In ${task.name}`}>
      <h2>
        In one benchmark
        {run.tasks.length > 1 && (
          <Choice
            label=""
            name="Benchmark"
            value={task.name}
            options={run.tasks.map(({ name }) => [name, name])}
            onChoose={name => go(runRoute(run.id, name), { replace: true })}
          />
        )}
        <a class="beside" href={hashOf(taskRoute(run.id, task.name))}>
          read its answers
        </a>
      </h2>
      <Figures asks={(run.figures ?? []).filter(ask => ask.task === task.name)} />
      <Groups key={task.name} run={run} task={task} />
    </section>
  );
};
