import { markNotes, marksOf } from '../../../report/marks.ts';
import type { RunCard, RunList } from '../../api.ts';
import { type BoardRoute, hashOf, runRoute, taskRoute } from '../route.ts';
import { Footnotes } from '../shell/footnotes.tsx';
import { Swap } from '../shell/icons.tsx';
import { Score } from '../shell/interval.tsx';
import { go } from '../shell/navigation.ts';
import { Scroll } from '../shell/scroll.tsx';
import { Empty } from '../shell/states.tsx';
import { counted, when } from '../shell/words.ts';
import { Foreign, Name } from '../text/foreign.tsx';
import { type Column, type Matrix, matrixOf, sortedColumns, sortedRuns } from './matrix.ts';

type BoardProps = { readonly route: BoardRoute; readonly list: RunList };

/** Above so many benchmarks, and with few models, benchmarks are the rows. */
const manyColumns = 7;

/** Runs × benchmarks. */
export const Board = ({ route, list }: BoardProps) => {
  const { runs, broken, folder } = list;
  if (runs.length === 0 && broken.length === 0) {
    return (
      <Empty>
        There are no runs in <Foreign text={folder} /> yet. <code>eurus-eval run</code> makes one; it will
        appear here.
      </Empty>
    );
  }
  const matrix = matrixOf(runs, route.allGraders);
  const upright =
    route.rows ?? (matrix.columns.length > manyColumns && runs.length <= 6 ? 'benchmarks' : 'models');
  const swapped: BoardRoute = { ...route, rows: upright === 'models' ? 'benchmarks' : 'models', sort: null };
  return (
    <div class="page board">
      <div class="page-head">
        <h1>Leaderboard</h1>
        <p class="quiet">
          {counted(runs.length, 'run')} in <Foreign text={folder} /> · pass@1 in percent, with its 95 %
          interval
        </p>
        <div class="tools">
          <button type="button" class="button" onClick={() => go(swapped)}>
            <Swap /> Swap rows and columns
          </button>
          <label class="check">
            <input
              type="checkbox"
              checked={route.allGraders}
              onChange={event => go({ ...route, allGraders: event.currentTarget.checked })}
            />
            every grader
          </label>
        </div>
      </div>
      {runs.length > 0 && (
        <Scroll label="Scores" class="board-box">
          {upright === 'models' ? (
            <ModelRows {...{ route, runs, matrix }} />
          ) : (
            <BenchmarkRows {...{ route, runs, matrix }} />
          )}
        </Scroll>
      )}
      <Footnotes
        cells={runs.flatMap(run => matrix.columns.flatMap(column => matrix.cell(run, column) ?? []))}
      />
      <Broken broken={broken} />
    </div>
  );
};

type TableProps = { readonly route: BoardRoute; readonly runs: readonly RunCard[]; readonly matrix: Matrix };

const ModelRows = ({ route, runs, matrix }: TableProps) => (
  <table class="board-table">
    <thead>
      <tr>
        <SortHead route={route} by="model">
          Model
        </SortHead>
        {matrix.columns.map(column => (
          <SortHead key={column.key} route={route} by={column.key}>
            <ColumnName column={column} />
          </SortHead>
        ))}
      </tr>
    </thead>
    <tbody>
      {sortedRuns(runs, matrix, route.sort, route.descending).map(run => (
        <tr key={run.id}>
          <th scope="row">
            <RunName run={run} />
          </th>
          {matrix.columns.map(column => (
            <ScoreCell key={column.key} {...{ run, column, matrix }} />
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const BenchmarkRows = ({ route, runs, matrix }: TableProps) => (
  <table class="board-table">
    <thead>
      <tr>
        <SortHead route={route} by="benchmark">
          Benchmark
        </SortHead>
        {runs.map(run => (
          <SortHead key={run.id} route={route} by={run.id} beside={<RunName run={run} />}>
            <span class="off-screen">
              <Foreign text={run.model} />
            </span>
          </SortHead>
        ))}
      </tr>
    </thead>
    <tbody>
      {sortedColumns(matrix, runs, route.sort, route.descending).map(column => (
        <tr key={column.key}>
          <th scope="row">
            <ColumnName column={column} />
          </th>
          {runs.map(run => (
            <ScoreCell key={run.id} {...{ run, column, matrix }} />
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

type SortHeadProps = {
  readonly route: BoardRoute;
  readonly by: string;
  /** Stands before the button, and is none of it. */
  readonly beside?: preact.ComponentChildren;
  readonly children: preact.ComponentChildren;
};

const SortHead = ({ route, by, beside, children }: SortHeadProps) => {
  const sorted = route.sort === by;
  const toggle = (): void =>
    go({ ...route, sort: by, descending: sorted ? !route.descending : true }, { replace: true });
  return (
    <th scope="col" aria-sort={!sorted ? undefined : route.descending ? 'descending' : 'ascending'}>
      {beside}
      <button type="button" class={sorted ? 'sort on' : 'sort'} onClick={toggle} title="Sort">
        {children}
        <span class="arrow" aria-hidden="true">
          {!sorted ? '↕' : route.descending ? '↓' : '↑'}
        </span>
      </button>
    </th>
  );
};

const RunName = ({ run }: { readonly run: RunCard }) => (
  <span class="run-name">
    <a href={hashOf(runRoute(run.id))}>
      <Name text={run.model || 'unnamed'} />
    </a>
    {run.live && <span class="tag live-tag">running</span>}
    <span class="quiet small">
      {run.id !== run.model && (
        <>
          <Foreign text={run.id} /> ·{' '}
        </>
      )}
      <span class="date">{when(run.createdAt)}</span>
    </span>
  </span>
);

const ColumnName = ({ column }: { readonly column: Column }) => (
  <span class="column-name">
    <Name text={column.task} />
    <span class="quiet small">
      <Foreign text={column.grader} />
    </span>
  </span>
);

type CellProps = { readonly run: RunCard; readonly column: Column; readonly matrix: Matrix };

const ScoreCell = ({ run, column, matrix }: CellProps) => {
  const cell = matrix.cell(run, column);
  if (cell === null) return <td class="none">–</td>;
  const metric = cell.metrics['pass@1'];
  const notes = markNotes(cell).map(({ sign, meaning, count }) => `${sign} ${count} ${meaning}`);
  if (metric === undefined)
    return (
      <td class="none" title={notes.join('\n')}>
        not scored
      </td>
    );
  const title = [
    `${(100 * metric.value).toFixed(2)} % of ${counted(metric.samples, 'sample')}`,
    `95 % interval ${(100 * metric.ci95[0]).toFixed(1)} to ${(100 * metric.ci95[1]).toFixed(1)}`,
    ...notes,
  ].join('\n');
  const score = (
    <Score metric={metric} best={matrix.isBest(run, column)} marks={marksOf(cell)} title={title} />
  );
  if (!column.hasSamples) return <td>{score}</td>;
  const grader = column.grader === run.headlines?.[column.task] ? null : column.grader;
  return (
    <td>
      <a class="score-link" href={hashOf(taskRoute(run.id, column.task, { grader }))}>
        {score}
      </a>
    </td>
  );
};

const Broken = ({ broken }: Pick<RunList, 'broken'>) =>
  broken.length === 0 ? null : (
    <section class="broken">
      <h2>Not readable</h2>
      <ul>
        {broken.map(({ directory, why }) => (
          <li key={directory}>
            <Foreign text={directory} />: <Foreign text={why} />
          </li>
        ))}
      </ul>
    </section>
  );
