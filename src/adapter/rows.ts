import { type Benchmark, type DataSource, EurusError, messageOf, type Sample } from '../core/index.ts';
import { type Finding, wrong } from './finding.ts';

/** Samples by id, and the worked examples that prompts need. */
type Rows = { readonly samples: ReadonlyMap<string, Sample>; readonly shots: readonly Sample[] };

type Read = Rows & { readonly findings: readonly Finding[]; readonly missing: boolean };

const none: Rows = { samples: new Map(), shots: [] };

/**
 * The whole data and the rows shipped beside the adapter, kept apart, because both may use the same ids. Where the whole
 * is not there the shipped rows have to be; where all data lies beside the adapter there are no others.
 */
export const readAll = async (options: {
  readonly benchmark: Benchmark;
  readonly data: DataSource;
  readonly samples: DataSource;
}): Promise<{ readonly findings: readonly Finding[]; readonly whole: Rows; readonly shipped: Rows }> => {
  const { benchmark, data, samples } = options;
  const whole = await read(benchmark, data, 'data');
  const isLocal = benchmark.dataset.files.every(({ local }) => local !== undefined);
  if (isLocal && !whole.missing) return { findings: whole.findings, whole, shipped: none };
  const shipped = await read(benchmark, samples, 'samples');
  // An adapter need not ship rows as long as its data is there.
  if (!whole.missing && shipped.missing) return { findings: whole.findings, whole, shipped: none };
  const findings = shipped.findings.map(finding => ({ ...finding, what: 'samples' }));
  return { findings: [...whole.findings, ...findings], whole, shipped };
};

const read = async (benchmark: Benchmark, source: DataSource, what: string): Promise<Read> => {
  try {
    return await readFrom(benchmark, source);
  } catch (thrown) {
    if (!(thrown instanceof EurusError) || thrown.code !== 'DATA_MISSING') {
      return { ...none, findings: [wrong(what, messageOf(thrown))], missing: false };
    }
    const detail = `${messageOf(thrown)}; the rows in samples/ are checked instead`;
    return { ...none, findings: [{ what, state: 'note', detail }], missing: true };
  }
};

const readFrom = async (benchmark: Benchmark, source: DataSource): Promise<Read> => {
  const samples = new Map<string, Sample>();
  const problems: string[] = [];
  let rows = 0;
  for await (const row of benchmark.dataset.rows(source)) {
    const sample = benchmark.sample(row);
    const where = `${row.file} row ${row.index}`;
    if (typeof sample.id !== 'string' || sample.id === '') problems.push(`${where}: the id is no text`);
    if (samples.has(sample.id)) problems.push(`${where}: the id "${sample.id}" is there twice`);
    if (sample.input.trim() === '') problems.push(`${where}: the input is empty`);
    if (typeof sample.target !== 'string') problems.push(`${where}: the target is no text`);
    samples.set(sample.id, sample);
    rows += 1;
  }
  if (rows === 0) problems.push('there are no rows');
  const shots: Sample[] = [];
  const wanted = Math.max(0, ...Object.values(benchmark.protocols).map(({ shots: count = 0 }) => count));
  if (wanted > 0) {
    for await (const row of benchmark.shots?.rows(source) ?? []) {
      shots.push(benchmark.sample(row));
      if (shots.length === wanted) break;
    }
    if (shots.length < wanted) problems.push(`there are ${shots.length} of ${wanted} example rows`);
  }
  const fine: Finding = { what: 'rows', state: 'ok', detail: `${rows} rows, every id once` };
  return {
    samples,
    shots,
    findings: problems.length === 0 ? [fine] : problems.slice(0, 20).map(text => wrong('rows', text)),
    missing: rows === 0 && !source.complete,
  };
};
