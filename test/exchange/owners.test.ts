import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ExportFormatName, exportFormats } from '../../src/exchange/index.ts';
import { openRun, type RunRecord } from '../../src/record/index.ts';
import { run } from '../../src/run/index.ts';
import { fakeBackend, fakeBenchmark, fakeTask, generated, runOptions } from '../run/fake-parts.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPeers, describeWithPeers } from '../support/peers.ts';

const texts = ['answer 0', 'wrong, "quoted"\r\nand more 𝔘', ''];

const recorded = async (): Promise<RunRecord> => {
  const backend = fakeBackend(({ id }) => generated(texts[Number(id.slice(1))] ?? ''));
  const tasks = [fakeTask(fakeBenchmark('b', 3), ['exact', 'contains'])];
  const options = runOptions(temporaryFolder(), { backend, tasks });
  await run(options);
  return openRun(options.directory);
};

describeWithPeers('exports as their owners read them', () => {
  const exported = async (format: ExportFormatName, name: string): Promise<readonly string[]> => {
    const runs = [await recorded()];
    const out = join(temporaryFolder(), name);
    return exportFormats[format].export({ runs, wanted: () => true, out, version: '0.0.0-test' });
  };

  describe('Parquet', () => {
    it('is read by DuckDB, texts and types whole', async () => {
      const [path = ''] = await exported('parquet', 'a.parquet');
      const script = `
import duckdb, json, sys
rows = duckdb.execute("select id, trial, grader, verdict, correct, text, output_tokens, json_extract_string(groups, '$.half') from read_parquet(?)", [sys.argv[1]]).fetchall()
print(json.dumps(rows))`;
      expect(askPeers(script, path)).toEqual(
        texts.flatMap((text, index) =>
          ['exact', 'contains'].map(grader => [
            ...[`s${index}`, 0, grader],
            index === 0 ? 'correct' : index === 2 && grader === 'exact' ? 'no-answer' : 'incorrect',
            ...[index === 0, text, 5, index % 2 === 0 ? 'even' : 'odd'],
          ]),
        ),
      );
    });

    it('is read by pandas with as many rows and the columns of the CSV', async () => {
      const [path = ''] = await exported('parquet', 'a.parquet');
      const [csv = ''] = await exported('csv', 'a.csv');
      const script = `
import json, sys, pandas
a = pandas.read_parquet(sys.argv[1]); b = pandas.read_csv(sys.argv[2], dtype=str, keep_default_na=False)
print(json.dumps([len(a), list(a.columns) == list(b.columns), list(a['text']) == list(b['text'])]))`;
      expect(askPeers(script, path, csv)).toEqual([6, true, true]);
    });
  });

  it('a log is read by inspect_ai, with scores, usage and messages', async () => {
    const [path = ''] = await exported('inspect', 'logs');
    const script = `
import json, sys
from inspect_ai.log import read_eval_log
log = read_eval_log(sys.argv[1])
print(json.dumps({
  'task': log.eval.task, 'status': log.status, 'model': log.eval.model,
  'accuracy': {s.name: s.metrics['accuracy'].value for s in log.results.scores},
  'samples': [[s.id, s.epoch, s.output.completion, s.scores['exact'].value, s.messages[0].text, s.output.usage.output_tokens] for s in log.samples],
}))`;
    const third = 1 / 3;
    expect(askPeers(script, path)).toEqual({
      ...{
        task: 'b.cot',
        status: 'success',
        model: 'fake-model',
        accuracy: { exact: third, contains: third },
      },
      samples: texts.map((text, index) => [
        ...[`s${index}`, 1, text, ['C', 'I', 'N'][index], `question ${index}`, 5],
      ]),
    });
  });

  it('results and samples are read by lm-evaluation-harness, down to its table', async () => {
    const [results = '', samples = ''] = await exported('lm-eval', 'out');
    const script = `
import json, sys
from lm_eval.utils import get_results_filenames, get_sample_results_filenames, hash_string, make_table
results, samples = sys.argv[1:]
whole = json.load(open(results))
rows = [json.loads(line) for line in open(samples)]
print(json.dumps({
  'found': [get_results_filenames([results]) == [results], get_sample_results_filenames([samples]) == [samples]],
  'table': [line for line in make_table(whole).splitlines() if 'acc' in line],
  'hashes': all(hash_string(row['target']) == row['target_hash'] for row in rows),
}))`;
    const read = askPeers(script, results, samples) as { found: unknown; table: string[]; hashes: unknown };
    expect(read.found).toEqual([true, true]);
    expect(read.hashes).toBe(true);
    expect(read.table).toHaveLength(2);
    expect(read.table[0]).toMatch(/b\.cot.*(?:exact|contains).*acc.*0\.3333/);
  });
});
