import type { RunList } from '../../api.ts';
import { type CompareRoute, compareRoute, hashOf } from '../route.ts';
import { Swap } from '../shell/icons.tsx';
import { go } from '../shell/navigation.ts';
import { useLoaded, useSession } from '../shell/source-context.ts';
import { Empty, When } from '../shell/states.tsx';
import { Choice } from '../task/filters.tsx';
import { Foreign } from '../text/foreign.tsx';
import { Differences } from './differences.tsx';
import { Flips } from './flips.tsx';

type CompareProps = { readonly route: CompareRoute; readonly list: RunList };

/** Two runs on the samples that both have: by how much they differ, and where. */
export const ComparePage = ({ route, list }: CompareProps) => {
  const { a, b } = route;
  if (list.runs.length < 2) return <Empty>Two runs are needed for a comparison.</Empty>;
  if (a === null || b === null || a === b) {
    return (
      <div class="page">
        <Pair {...{ route, list }} />
        <Empty>Choose two different runs.</Empty>
      </div>
    );
  }
  return route.task === null ? (
    <Overview {...{ route, list, a, b }} />
  ) : (
    <Flips {...{ route, list, a, b }} task={route.task} />
  );
};

const Overview = ({ route, list, a, b }: CompareProps & { readonly a: string; readonly b: string }) => {
  const { revision } = useSession();
  const loaded = useLoaded(JSON.stringify(['compare', a, b]), revision([a, b]), (source, signal) =>
    source.compare(a, b, signal),
  );
  return (
    <div class="page compare">
      <Pair {...{ route, list }} />
      <When of={loaded} what="the comparison">
        {comparison => (
          <>
            {comparison.warnings.length > 0 && (
              <ul class="warnings">
                {comparison.warnings.map(warning => (
                  <li key={warning}>
                    <Foreign text={warning} />
                  </li>
                ))}
              </ul>
            )}
            <Differences route={route} cells={comparison.cells} />
            {comparison.left_out.length > 0 && (
              <p class="quiet">
                Not compared, for only one of the two has it:{' '}
                <Foreign text={comparison.left_out.join(', ')} />
              </p>
            )}
          </>
        )}
      </When>
    </div>
  );
};

const Pair = ({ route, list }: CompareProps) => {
  const options = [
    ['', 'choose a run'] as const,
    ...list.runs.map(({ id, model }) => [id, model === id ? model : `${model} (${id})`] as const),
  ];
  const choose = (a: string | null, b: string | null): void =>
    go(compareRoute(a || null, b || null), { replace: true });
  return (
    <div class="page-head">
      <h1>Compare</h1>
      <div class="pair-choice">
        <Choice
          label="A, compared with"
          value={route.a ?? ''}
          options={options}
          onChoose={a => choose(a, route.b)}
        />
        <button
          type="button"
          class="quiet-button"
          aria-label="Swap the two runs"
          title="Swap the two runs"
          onClick={() => choose(route.b, route.a)}
        >
          <Swap />
        </button>
        <Choice
          label="B, the other"
          value={route.b ?? ''}
          options={options}
          onChoose={b => choose(route.a, b)}
        />
      </div>
    </div>
  );
};

/** Where a comparison begins. */
export const overviewHash = (route: CompareRoute): string => hashOf(compareRoute(route.a, route.b));
