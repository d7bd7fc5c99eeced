import type { Totals } from './totals.ts';

/** What a worker's metrics are made of. */
export type MetricsView = {
  readonly version: string;
  readonly totals: Totals;
  readonly slots: number;
  readonly busy: number;
  readonly joined: number;
  readonly refused: number;
  readonly deaths: number;
  /** Resident memory of the processes that judge, in MiB. */
  readonly judgesMb: number;
  /** Whether Redis is there. */
  readonly connected: boolean;
  readonly drains: boolean;
};

type Labels = Readonly<Record<string, string>>;
type Value = { readonly suffix?: string; readonly labels?: Labels; readonly value: number };
type Metric = {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly values: readonly Value[];
};

const prefix = 'eurus_eval_worker';

/**
 * The metrics of a worker in Prometheus' text format 0.0.4 (also what OpenMetrics' scrapers fall back on).
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const metricsText = (view: MetricsView): string =>
  [...ofWorker(view), ...ofProcess()]
    .flatMap(linesOf)
    .map(line => `${line}\n`)
    .join('');

const ofWorker = ({ version, totals, ...now }: MetricsView): readonly Metric[] => [
  gauge(`${prefix}_info`, 'The program; always 1.', 1, { version }),
  counter(`${prefix}_completions_total`, 'Completions judged.', totals.now().judged),
  counter(
    `${prefix}_completions_unscored_total`,
    'Completions judged of which a verdict is unscored, through a fault of ours.',
    totals.now().unscored,
  ),
  {
    name: `${prefix}_verdicts_total`,
    help: 'Verdicts by task, grader and outcome.',
    type: 'counter',
    values: [...totals.verdicts.values()].map(({ count, ...labels }) => ({ labels, value: count })),
  },
  {
    name: `${prefix}_batches_total`,
    help: 'Batches taken, by how they ended: judged, back (handed back as impossible here), put-back (unfinished), foreign.',
    type: 'counter',
    values: Object.entries(totals.batches).map(([end, value]) => ({ labels: { end }, value })),
  },
  durations(totals),
  counter(`${prefix}_judge_deaths_total`, 'Processes that came to an end while judging.', now.deaths),
  gauge(
    `${prefix}_judges_resident_memory_bytes`,
    'Resident memory of the processes that judge, all together.',
    Math.round(now.judgesMb * 1024 * 1024),
  ),
  gauge(`${prefix}_slots`, 'Batches that can be judged at the same time.', now.slots),
  gauge(`${prefix}_slots_busy`, 'Batches that are being judged.', now.busy),
  gauge(`${prefix}_runs_joined`, 'Runs that batches are taken of.', now.joined),
  gauge(`${prefix}_runs_refused`, 'Runs that this worker is not fit for.', now.refused),
  gauge(`${prefix}_redis_connected`, '1 while Redis is there, else 0.', Number(now.connected)),
  gauge(`${prefix}_draining`, '1 once nothing new is taken, else 0.', Number(now.drains)),
];

/** Under the names that Prometheus' client libraries use. Processes that judge and programs in the sandbox are not in it. */
const ofProcess = (): readonly Metric[] => {
  const { user, system } = process.cpuUsage();
  return [
    counter('process_cpu_seconds_total', 'CPU time of this process, in seconds.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Resident memory of this process.', process.memoryUsage.rss()),
    gauge(
      'process_start_time_seconds',
      'Start of this process, in seconds since 1970.',
      Math.round(performance.timeOrigin) / 1000,
    ),
  ];
};

const durations = ({ durations: { boundsMs, counts, sumMs } }: Totals): Metric => {
  let count = 0;
  const buckets = counts.map((more, index) => {
    count += more;
    const bound = boundsMs[index];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { suffix: '_bucket', labels: { le }, value: count };
  });
  return {
    name: `${prefix}_batch_duration_seconds`,
    help: 'Time from taking a batch until it was judged, in seconds.',
    type: 'histogram',
    values: [...buckets, { suffix: '_sum', value: sumMs / 1000 }, { suffix: '_count', value: count }],
  };
};

const counter = (name: string, help: string, value: number): Metric => ({
  ...{ name, help, type: 'counter', values: [{ value }] },
});

const gauge = (name: string, help: string, value: number, labels: Labels = {}): Metric => ({
  ...{ name, help, type: 'gauge', values: [{ labels, value }] },
});

const linesOf = ({ name, help, type, values }: Metric): readonly string[] => [
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
  `# TYPE ${name} ${type}`,
  ...values.map(({ suffix = '', labels = {}, value }) => `${name}${suffix}${labelsText(labels)} ${value}`),
];

const labelsText = (labels: Labels): string => {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return all.length === 0 ? '' : `{${all.join(',')}}`;
};

/** A label may hold any text; a lone surrogate is none in UTF-8. */
const escaped = (value: string): string =>
  value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
