import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as exporting from '../../src/cli/export.ts';
import { openRun } from '../../src/record/index.ts';
import { contaminationWarning, type PairRow, type SftRow, treeOf } from '../../src/tree/index.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runCommand } from '../support/in-process.ts';
import { askPeers, describeWithPeers } from '../support/peers.ts';
import { type WrittenEpisode, type WrittenEpisodes, writeEpisodes } from '../tree/written-episodes.ts';

/** Right at once; right at the second turn; never right, after some code; one that could not be scored. */
const episodes: readonly WrittenEpisode[] = [
  { id: 's0', trial: 0, turns: [{ text: 'right at once', verdict: 'correct' }] },
  {
    ...{ id: 's0', trial: 1 },
    turns: [
      { text: 'wrong first', verdict: 'incorrect', next: 'Out: 3\nYour answer is wrong.\nLook again.' },
      { text: 'right then', verdict: 'correct' },
    ],
  },
  { id: 's0', trial: 2, turns: [{ text: 'print(1)' }, { text: 'wrong, "quoted" 𝔘', verdict: 'incorrect' }] },
  { id: 's0', trial: 3, turns: [{ text: 'perhaps', verdict: 'unscored' }] },
  { id: 's1', trial: 0, turns: [{ text: 'right', verdict: 'correct' }] },
];

const trained = { made: { from: 'made', sha256: '0'.repeat(64), domain: 'math', split: 'train' } } as const;

const written = (more: Partial<WrittenEpisodes> = {}): string => {
  const directory = join(temporaryFolder(), 'a-run');
  writeEpisodes({ directory, episodes, adapters: trained, ...more });
  return directory;
};

const exported = (...argv: readonly string[]) => runCommand(exporting, ['--format', ...argv]);

const rowsIn = <Row>(stdout: string): readonly Row[] =>
  stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as Row]));

describe('an export as preferences', () => {
  it('has pairs of trajectories with the dialogue, and pairs of actions with the instruction alone', async () => {
    const { code, stdout, stderr } = await exported('preferences', written());
    expectCode({ code, stderr }, 0);
    const rows = rowsIn<PairRow>(stdout);
    expect(
      rows.map(({ trajectory, chosen, rejected, provenance }) => [
        ...[provenance.pair, trajectory.length, chosen, rejected],
      ]),
    ).toEqual([
      ['trajectory', 1, 'right at once', expect.stringMatching(/wrong first|print/)],
      ['trajectory', 1, 'right at once', expect.stringMatching(/wrong first|print/)],
      ['action', 1, 'right at once', 'wrong, "quoted" 𝔘'],
      ['action', 1, 'right then', 'wrong first'],
    ]);
    expect(stderr).toContain('4 pairs from 2 instructions; 1 gave none.');
    expect(stderr).toContain('actions: 1 could not be scored');
    expect(stderr).not.toContain('Warning');
  });

  it('shows what the environment and a critic said between the actions', async () => {
    const more: readonly WrittenEpisode[] = [
      ...episodes,
      {
        ...{ id: 's0', trial: 4 },
        turns: [
          { text: 'wrong first', verdict: 'incorrect', next: 'Out: 3\nYour answer is wrong.\nLook again.' },
          { text: 'wrong again', verdict: 'incorrect' },
        ],
      },
    ];
    const { stdout } = await exported('preferences', written({ episodes: more }), '--pairs', 'trajectories');
    expect(rowsIn<PairRow>(stdout).find(({ chosen }) => chosen === 'right then')).toMatchObject({
      ...{ task: 'Math_CoT', dataset: 'made' },
      trajectory: [
        { from: 'user', value: 'question s0' },
        { from: 'assistant', value: 'wrong first' },
        { from: 'user', value: 'Out: 3\nYour answer is wrong.\nLook again.' },
      ],
      rejected: 'wrong again',
      id: expect.stringMatching(/^[0-9a-f]{64}_2_2$/),
    });
  });

  it('says of every row where it comes from', async () => {
    const { stdout } = await exported('preferences', written(), '--seed', '7');
    const [row] = rowsIn<PairRow>(stdout);
    expect(row?.provenance).toMatchObject({
      ...{ benchmark: 'made', protocol: 'cot', sample: 's0', split: 'train', warning: null },
      ...{ grader: 'strict', seed: 7, pair: 'trajectory', eurus_eval: expect.any(String) },
      chosen: {
        ...{ turn: 1, verdict: 'correct', by: 'verdict', reason: 'it is correct', count: 1 },
        trials: [{ run: 'a-run', model: 'm', key: 'made.cot/s0/0' }],
      },
      rejected: { turn: 1, node: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('is the same bytes twice, and whatever the order of the records', async () => {
    const first = await exported('preferences', written());
    expect((await exported('preferences', written())).stdout).toBe(first.stdout);
    const reversed = written({ order: lines => lines.toReversed() });
    expect((await exported('preferences', reversed)).stdout).toBe(first.stdout);
    const sft = await exported('sft', written());
    expect((await exported('sft', reversed)).stdout).toBe(sft.stdout);
  });

  it('makes one tree of the answers of several models to one instruction', async () => {
    const folder = temporaryFolder();
    const half = (name: string, wanted: string, trial: number) =>
      writeEpisodes({
        ...{ directory: join(folder, name), model: name, adapters: trained, single: true },
        episodes: [
          { id: 's0', trial, turns: [{ text: wanted, verdict: wanted === 'yes' ? 'correct' : 'incorrect' }] },
        ],
      });
    half('good', 'yes', 0);
    half('bad', 'no', 0);
    const { stdout } = await exported('preferences', folder);
    expect(rowsIn<PairRow>(stdout)).toMatchObject([
      {
        ...{ chosen: 'yes', rejected: 'no' },
        provenance: { chosen: { trials: [{ model: 'good' }] }, rejected: { trials: [{ model: 'bad' }] } },
      },
    ]);
  });
});

it('names a run that the grader has not judged', async () => {
  const folder = temporaryFolder();
  for (const name of ['one', 'two']) {
    writeEpisodes({ directory: join(folder, name), episodes: episodes.slice(0, 1), adapters: trained });
  }
  rmSync(join(folder, 'two', 'verdicts'), { recursive: true });
  const { stdout, stderr } = await exported('sft', folder);
  expect(rowsIn(stdout)).toHaveLength(1);
  expect(stderr).toContain(`Left out: ${join(folder, 'two')} has no verdicts of strict on made.cot.`);
});

describe('an export as sft', () => {
  it('has every right action once, with the turns before it unless they are left out', async () => {
    const same = [...episodes, { ...episodes[0], id: 's0', trial: 9 } as WrittenEpisode];
    const rows = rowsIn<SftRow>((await exported('sft', written({ episodes: same }))).stdout);
    expect(rows.map(({ instruction, response }) => [instruction, response])).toEqual([
      ['question s0', 'right at once'],
      ['question s0\nwrong first\nOut: 3\nYour answer is wrong.\nLook again.', 'right then'],
      ['question s1', 'right'],
    ]);
    expect(rows[0]?.provenance.response.count).toBe(2);
    expect(rows.map(({ id }) => id.split('_').slice(1))).toEqual([
      ['2', '1'],
      ['2', '2'],
      ['1', '1'],
    ]);
    expect(rows[0]?.parent_id).toBe(rows[1]?.parent_id);
    const alone = rowsIn<SftRow>((await exported('sft', written(), '--no-history')).stdout);
    expect(alone.map(({ instruction }) => instruction)).toEqual([
      'question s0',
      'question s0',
      'question s1',
    ]);
  });

  it('has code on the way to a right answer, unless outcomes are left out', async () => {
    const run = written({
      episodes: [{ id: 's0', trial: 0, turns: [{ text: 'print(1)' }, { text: '1', verdict: 'correct' }] }],
    });
    const rows = rowsIn<SftRow>((await exported('sft', run)).stdout);
    expect(rows.map(({ response, provenance }) => [response, provenance.response.by])).toEqual([
      ['print(1)', 'outcome'],
      ['1', 'verdict'],
    ]);
    expect(rows[0]?.provenance.response.reason).toBe(
      'code, run in between; a trial that went on from it ended right',
    );
    const judged = rowsIn<SftRow>((await exported('sft', run, '--no-outcomes')).stdout);
    expect(judged.map(({ response }) => response)).toEqual(['1']);
  });

  it('has no reply that nobody understood, whatever came right after it', async () => {
    const run = written({
      episodes: [
        {
          ...{ id: 's0', trial: 0 },
          turns: [
            { text: 'hm', kind: 'nothing' },
            { text: '1', verdict: 'correct' },
          ],
        },
      ],
    });
    const rows = rowsIn<SftRow>((await exported('sft', run)).stdout);
    expect(rows.map(({ response }) => response)).toEqual(['1']);
  });

  it('goes into a file where one is named', async () => {
    const out = join(temporaryFolder(), 'rows.jsonl');
    expect(await exported('sft', written(), '--out', out)).toMatchObject({ code: 0, stdout: `${out}\n` });
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(4);
  });
});

describe('an export from a test split', () => {
  it('is refused without --allow-test-split, and writes nothing', async () => {
    const out = join(temporaryFolder(), 'rows.jsonl');
    for (const adapters of [undefined, { made: { ...trained.made, split: 'test' as const } }]) {
      const directory = written(adapters === undefined ? { adapters: {} } : { adapters });
      const { code, stdout, stderr } = await exported('sft', directory, '--out', out);
      expect([code, stdout, existsSync(out)]).toEqual([2, '', false]);
      expect(stderr).toContain('made.cot asks a test split');
      expect(stderr).toContain('--allow-test-split');
    }
  });

  it('warns in every row and on stderr', async () => {
    for (const format of ['sft', 'preferences']) {
      const { code, stdout, stderr } = await exported(
        format,
        written({ adapters: {} }),
        '--allow-test-split',
      );
      expectCode({ code, stderr }, 0);
      expect(stderr).toContain(contaminationWarning);
      const rows = rowsIn<SftRow | PairRow>(stdout);
      expect(rows.length).toBeGreaterThan(0);
      for (const { provenance } of rows) {
        expect(provenance).toMatchObject({ split: 'test', warning: contaminationWarning });
      }
    }
  });
});

describe('flags of an export to train on', () => {
  it.each([
    [['csv', '--max-pairs', '3'], '--max-pairs is for --format preferences'],
    [['sft', '--pairs', 'both'], '--pairs is for --format preferences'],
    [['parquet', '--allow-test-split'], '--allow-test-split is for sft and preferences'],
    [['sft', '--grader', 'strict,other'], 'one grader, not of 2'],
    [['preferences', '--max-uses', '0'], '--max-uses is "0"'],
    [['preferences', '--pairs', 'trees'], '--pairs is "trees"'],
  ])('%j is refused in a line', async (argv, said) => {
    const { code, stderr } = await exported(...argv, written());
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain(said);
  });
});

describe('the tree of one instruction', () => {
  it('is read from a run for a page that shows it', async () => {
    const run = await openRun(written());
    const [task] = run.tasks;
    if (task === undefined) throw new Error('no task');
    const tree = await treeOf(run, task, 's0', 'strict');
    expect(tree).toMatchObject({ sample: 's0', depth: 2, trials: 4 });
    expect(tree?.children.map(({ text }) => text).sort()).toEqual([
      ...['perhaps', 'print(1)', 'right at once', 'wrong first'],
    ]);
    expect(await treeOf(run, task, 'none', 'strict')).toBeNull();
    await expect(treeOf(run, task, 's0', 'other')).rejects.toMatchObject({ code: 'UNKNOWN_NAME' });
  });

  it('lacks a trial whose turns are not in the run, and says so', async () => {
    const directory = written({ single: true, episodes: episodes.slice(0, 1) });
    const whole = written();
    const { stdout } = await exported('sft', directory);
    expect(rowsIn(stdout)).toHaveLength(1);
    const run = await openRun(whole);
    const [task] = run.tasks;
    if (task === undefined) throw new Error('no task');
    const lost = await treeOf(run, { ...task, turns: join(whole, 'turns', 'none.jsonl') }, 's0', 'strict');
    expect(lost).toBeNull();
  });
});

describeWithPeers('data to train on, as its readers load it', () => {
  const columns = {
    sft: ['task', 'dataset', 'instruction', 'response', 'id', 'parent_id', 'provenance'],
    preferences: ['task', 'dataset', 'trajectory', 'chosen', 'rejected', 'id', 'parent_id', 'provenance'],
  } as const;

  const both = async (format: 'sft' | 'preferences'): Promise<readonly [string, string]> => {
    const folder = temporaryFolder();
    const [lines, parquet] = [join(folder, 'a.jsonl'), join(folder, 'a.parquet')] as const;
    const directory = written();
    await exported(format, directory, '--out', lines);
    await exported(format, directory, '--out', parquet);
    return [lines, parquet];
  };

  it.each(['sft', 'preferences'] as const)('%s has the published columns in their order', async format => {
    const script = `
import json, sys, pandas
lines, parquet = sys.argv[1:]
a = pandas.read_json(lines, lines=True); b = pandas.read_parquet(parquet)
trajectory = lambda f: [[dict(t) for t in row] for row in f['trajectory']] if 'trajectory' in f else None
print(json.dumps({
  'columns': [list(a.columns), list(b.columns)],
  'same': all(list(a[c]) == list(b[c]) for c in a.columns if c not in ('trajectory', 'provenance')) and trajectory(a) == trajectory(b),
  'texts': all(isinstance(v, str) for f in (a, b) for c in f.columns if c not in ('trajectory', 'provenance') for v in f[c]),
  'provenance': [json.loads(v) if isinstance(v, (str, bytes)) else v for v in b['provenance']] == list(a['provenance']),
  'rows': len(a),
}))`;
    expect(askPeers(script, ...(await both(format)))).toEqual({
      columns: [columns[format], columns[format]],
      ...{ same: true, texts: true, provenance: true, rows: format === 'sft' ? 3 : 4 },
    });
  });

  it('pairs have the types of the published Parquet in Arrow and DuckDB', async () => {
    const [lines, parquet] = await both('preferences');
    const script = `
import duckdb, json, sys, pyarrow.parquet
lines, parquet = sys.argv[1:]
schema = pyarrow.parquet.read_schema(parquet)
def kind(t):
  if hasattr(t, 'value_type'): return [kind(t.value_type)]
  if t.num_fields: return {t.field(i).name: kind(t.field(i).type) for i in range(t.num_fields)}
  return str(t)
query = "select t.\\"from\\", t.value from (select unnest(trajectory) as t from {})"
print(json.dumps({
  'arrow': {f.name: kind(f.type) for f in schema if f.name != 'provenance'},
  'same': duckdb.sql(query.format(f"read_parquet('{parquet}')")).fetchall() == duckdb.sql(query.format(f"read_json('{lines}')")).fetchall(),
  'seeds': duckdb.sql(f"select distinct json_extract_string(provenance, '$.seed') from read_parquet('{parquet}')").fetchall(),
}))`;
    const text = 'string';
    expect(askPeers(script, lines, parquet)).toEqual({
      arrow: {
        ...{ task: text, dataset: text, trajectory: [{ from: text, value: text }] },
        ...{ chosen: text, rejected: text, id: text, parent_id: text },
      },
      ...{ same: true, seeds: [['0']] },
    });
  });

  it('is loaded by Hugging Face datasets with the features of the published sets', async () => {
    const script = `
import json, os, sys, tempfile
with tempfile.TemporaryDirectory() as cache:
  os.environ.update(HF_HOME=cache, HF_HUB_OFFLINE='1')
  import datasets
  datasets.disable_progress_bars()
  read = lambda p: datasets.Dataset.from_json(p, cache_dir=cache) if p.endswith('l') else datasets.Dataset.from_parquet(p, cache_dir=cache)
  def kind(f):
    if isinstance(f, dict): return {k: kind(v) for k, v in f.items()}
    return [kind(f.feature)] if hasattr(f, 'feature') else kind(f[0]) if isinstance(f, list) else f.dtype
  print(json.dumps([[[name, kind(f)] for name, f in read(p).features.items() if name != 'provenance'] for p in sys.argv[1:]]))`;
    const files = [...(await both('sft')), ...(await both('preferences'))];
    const text = 'string';
    const published = (names: readonly string[]) =>
      names
        .filter(name => name !== 'provenance')
        .map(name => [name, name === 'trajectory' ? [{ from: text, value: text }] : text]);
    expect(askPeers(script, ...files)).toEqual([
      ...[published(columns.sft), published(columns.sft)],
      ...[published(columns.preferences), published(columns.preferences)],
    ]);
  });

  it('Parquet is the same bytes twice', async () => {
    const [[, first], [, second]] = [await both('preferences'), await both('preferences')];
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  });
});
