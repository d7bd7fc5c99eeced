import type { ComparePage } from '../../api.ts';
import { type CompareRoute, hashOf } from '../route.ts';
import { Scroll } from '../shell/scroll.tsx';
import { Empty } from '../shell/states.tsx';
import { count, percent } from '../shell/words.ts';
import { Foreign, Name } from '../text/foreign.tsx';

type ComparedTask = ComparePage['cells'][number];

type DifferencesProps = { readonly route: CompareRoute; readonly cells: readonly ComparedTask[] };

/** A row a benchmark: both scores, their difference with its interval, and the samples that flipped. */
export const Differences = ({ route, cells }: DifferencesProps) => {
  if (cells.length === 0)
    return <Empty>The two runs have no benchmark, protocol and grader in common.</Empty>;
  const reach = Math.max(0.05, ...cells.flatMap(({ ci95 }) => ci95.map(Math.abs)));
  return (
    <>
      <Scroll label="Differences by benchmark" class="board-box">
        <table class="board-table differences">
          <thead>
            <tr>
              <th scope="col">Benchmark</th>
              <th scope="col">samples</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">B − A</th>
              <th scope="col" class="axis-head">
                95 % interval, points
              </th>
              <th scope="col">p (Holm)</th>
              <th scope="col">only B right</th>
              <th scope="col">only A right</th>
            </tr>
          </thead>
          <tbody>
            {cells.map(cell => (
              <Line key={`${cell.benchmark}.${cell.protocol}.${cell.grader}`} {...{ route, cell, reach }} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="footnotes">
        Paired over the samples that both runs have. p is the chance of a difference this large between two
        equal models, adjusted by Holm for the number of benchmarks; bold where it is below 0.05.
      </p>
    </>
  );
};

type LineProps = { readonly route: CompareRoute; readonly cell: ComparedTask; readonly reach: number };

const Line = ({ route, cell, reach }: LineProps) => {
  const task = `${cell.benchmark}.${cell.protocol}`;
  const flips = (which: CompareRoute['flips']): string =>
    hashOf({ ...route, task, grader: cell.grader, flips: which, open: null });
  const sure = cell.p_holm < 0.05;
  return (
    <tr>
      <th scope="row">
        <span class="column-name">
          <a href={flips('either')}>
            <Name text={task} />
          </a>
          <span class="quiet small">
            <Foreign text={cell.grader} />
          </span>
        </span>
      </th>
      <td>{count(cell.samples)}</td>
      <td>{percent(cell.a)}</td>
      <td>{percent(cell.b)}</td>
      <td class={sure ? 'sure' : undefined}>{signed(cell.difference)}</td>
      <td>
        <Difference cell={cell} reach={reach} />
      </td>
      <td class={sure ? 'sure' : undefined} title={`unadjusted ${chance(cell.p)}`}>
        {chance(cell.p_holm)}
      </td>
      <td>
        <a href={flips('fixed')} aria-label={`${task}: ${cell.gained} samples only B has right`}>
          {count(cell.gained)}
        </a>
      </td>
      <td>
        <a href={flips('broken')} aria-label={`${task}: ${cell.lost} samples only A has right`}>
          {count(cell.lost)}
        </a>
      </td>
    </tr>
  );
};

/** In points, with its sign. */
const signed = (fraction: number): string => {
  const points = percent(Math.abs(fraction));
  return `${fraction < 0 && points !== '0.0' ? '−' : fraction > 0 && points !== '0.0' ? '+' : ''}${points}`;
};

const chance = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** The interval around no difference. */
const Difference = ({ cell, reach }: Pick<LineProps, 'cell' | 'reach'>) => {
  const at = (fraction: number): number => 50 + (50 * fraction) / reach;
  const [low, high] = cell.ci95;
  return (
    <span class="difference">
      <svg
        class="whisker"
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <line class="axis" x1="0" x2="100" y1="5" y2="5" />
        <line class="zero" x1="50" x2="50" y1="0" y2="10" />
        <line class="range" x1={at(low)} x2={at(high)} y1="5" y2="5" />
        <line class="point" x1={at(cell.difference)} x2={at(cell.difference)} y1="1" y2="9" />
      </svg>
      <span class="interval">
        {signed(low)} to {signed(high)}
      </span>
    </span>
  );
};
