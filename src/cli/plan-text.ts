import { renderColumns } from '../report/index.ts';
import type { Plan } from '../run/index.ts';

/** What a run would do, for `--dry-run`. Of tasks with turns the most requests that may be sent are shown too. */
export const renderPlan = (plan: Plan, width: number): string => {
  const { tasks } = plan;
  const [reuses, turns, critique] = [
    tasks.some(task => task.reused > 0),
    plan.most_requests !== undefined,
    plan.critique_requests !== undefined,
  ];
  const rows = tasks.map(
    ({ benchmark, protocol, graders, samples, trials, done, reused, requests, ...task }) => ({
      protocol: `${benchmark}.${protocol}`,
      graders: graders.join(', '),
      samples,
      trials,
      done,
      ...(reuses ? { reused } : {}),
      ...(turns
        ? { 'to answer': requests, 'requests at most': task.most_requests ?? requests }
        : { requests }),
      ...(critique ? { 'critiques at most': task.critique_requests ?? 0 } : {}),
    }),
  );
  const table = rows.length === 0 ? '' : `${renderColumns(rows, { width })}\n\n`;
  return `${table}${shardLine(plan)}${totals(plan)}${servers(plan)}, kept in ${plan.directory}`;
};

const shardLine = ({ shard }: Plan): string => {
  if (shard === undefined) return '';
  const { index, count, by, samples, of } = shard;
  return `Shard ${index}/${count}, cut ${waysOfCutting[by]}: ${samples} of ${of} samples\n`;
};

const waysOfCutting = {
  hash: 'into equal numbers of samples',
  expected: 'by what samples are expected to take',
  measured: 'by what samples took before',
};

const totals = ({ requests, most_requests: most, critique_requests: critiques, model }: Plan): string => {
  if (most === undefined) return `${counted(requests)} to ${model}`;
  const toCritic = critiques === undefined ? '' : `, and ${counted(critiques)} to the critique model`;
  return `At most ${counted(most)} to ${model}${toCritic}`;
};

const servers = ({ endpoints }: Plan): string => {
  if (endpoints === undefined) return '';
  const each = endpoints.map(({ url, weight }) => (weight === 1 ? url : `${url} (weight ${weight})`));
  return `, shared by ${each.join(', ')}`;
};

const counted = (requests: number): string => `${requests} ${requests === 1 ? 'request' : 'requests'}`;
