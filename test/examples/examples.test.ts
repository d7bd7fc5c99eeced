import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ScriptedServer } from '../../src/scripted/index.ts';
import { runCommand, startSameModel, withoutTime } from '../cli/merge-shards.ts';
import { runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeBenchmark } from '../support/outside-benchmark.ts';
import { projectRoot } from '../support/requires.ts';

const examples = join(projectRoot, 'examples');
const read = (...path: readonly string[]): string => readFileSync(join(examples, ...path), 'utf8');

type Environment = Readonly<Record<string, string>>;

const sh = (
  command: readonly string[],
  cwd: string,
  env: Environment,
): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
      });
    }
    child.on('error', reject).on('close', code => resolve({ code, output }));
  });

const writeProgram = (path: string, text: string): void => {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

const start = `exec '${process.execPath}' '${join(projectRoot, 'bin', 'eurus-eval.js')}'`;

/**
 * What stands in for Slurm: jobs run when they are submitted, one after the other; an array once for each of its numbers,
 * with the variables that Slurm sets.
 */
const fakeSbatch = `#!/bin/bash
array=; script=
for word; do
  case "$word" in
    --array=*) array="\${word#--array=}";;
    --dependency=afterany:7) [ -e "$PWD/ran-7" ] || exit 1;;
    --parsable | --export=ALL) ;;
    -*) echo "sbatch: $word?" >&2; exit 1;;
    *) script="$word";;
  esac
done
if [ -n "$array" ]; then
  for task in $(seq "\${array%-*}" "\${array#*-}"); do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=\${array#*-} bash "$script" >> "$PWD/log" 2>&1 || exit 1
  done
  touch "$PWD/ran-7"; echo 7
else
  bash "$script" > "$PWD/merge.log" 2>&1; echo $? > "$PWD/merge.code"; echo 8
fi
`;

let server: ScriptedServer;

beforeAll(async () => {
  server = await startSameModel();
});

afterAll(() => server.close());

/** A folder with a small benchmark, the uncut run of it, and the program on the path. */
const prepare = async () => {
  const folder = temporaryFolder();
  const benchmark = writeBenchmark(folder, 'sums', 11);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeProgram(join(bin, 'eurus-eval'), `#!/bin/sh\n${start} "$@"\n`);
  writeProgram(join(bin, 'npx'), `#!/bin/sh\n[ "$1" = eurus-eval ] || exit 127\nshift\n${start} "$@"\n`);
  writeProgram(join(bin, 'srun'), '#!/bin/sh\n[ "$1" = --ntasks=1 ] || exit 1\nshift\nexec "$@"\n');
  writeProgram(join(bin, 'sbatch'), fakeSbatch);
  const results = join(folder, 'results');
  // One trial and no seed, as the examples have it.
  const plain = runCommand([benchmark], server.url, results).filter((_, at, all) => {
    const flags = ['--n', '--k', '--seed'];
    return !flags.includes(all[at] ?? '') && !flags.includes(all[at - 1] ?? '');
  });
  const whole = await runCli([...plain, '--run-name', 'whole']);
  expect({ code: whole.code, stderr: whole.stderr }).toMatchObject({ code: 0 });
  const env = {
    ...{ HOME: folder, NO_COLOR: '1', BENCHMARKS: benchmark, MODEL: 'vllm/m', MODEL_URL: server.url },
    ...{ RESULTS: results, RUN_NAME: 'night', SHARDS: '4', EURUS_RESULTS_DIR: results },
    PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}`,
  };
  const summary = (directory: string): string =>
    withoutTime(readFileSync(join(directory, 'summary.json'), 'utf8'));
  return { folder, results, env, table: whole.stdout, whole: summary(join(results, 'whole')), summary };
};

describe('examples/slurm', () => {
  it('runs an array of shards, and merges behind it', async () => {
    const { folder, results, env, whole, summary, table } = await prepare();
    cpSync(join(examples, 'slurm'), join(folder, 'slurm'), { recursive: true });
    const { code, output } = await sh(['./submit.sh'], join(folder, 'slurm'), env);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('4 shards are job 7'),
    });
    expect(readFileSync(join(folder, 'slurm', 'merge.code'), 'utf8')).toBe('0\n');
    expect(readFileSync(join(folder, 'slurm', 'merge.log'), 'utf8')).toContain(table.trim());
    expect(summary(join(results, 'night'))).toBe(whole);
  });

  it('has directives that Slurm reads: before the first command, and no count that a second submission changes', () => {
    for (const file of ['run.sbatch', 'merge.sbatch']) {
      const lines = read('slurm', file).split('\n');
      const first = lines.findIndex((line, at) => at > 0 && line !== '' && !line.startsWith('#'));
      const last = lines.findLastIndex(line => line.startsWith('#SBATCH '));
      expect([lines[0], last > 0 && last < first]).toEqual(['#!/bin/bash', true]);
    }
    expect(read('slurm', 'run.sbatch').replaceAll(/^#.*$/gm, '')).not.toContain('TASK_COUNT');
  });
});

type Container = { readonly command: readonly string[]; readonly args: readonly string[] };
type KubernetesJob = {
  readonly spec: {
    readonly completions?: number;
    readonly completionMode?: string;
    readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  };
};

const containerOf = ({ spec }: KubernetesJob): Container => {
  const [container] = spec.template.spec.containers;
  if (container === undefined) throw new Error('the job has no container');
  return container;
};

describe('examples/kubernetes', () => {
  it('runs a pod for each index, and merges', async () => {
    const { folder, results, env, whole, summary } = await prepare();
    const [settings] = parseAllDocuments(read('kubernetes', 'settings.yaml')).map(one => one.toJS());
    const shards: KubernetesJob = parse(read('kubernetes', 'shards.yaml'));
    const { completions = 0, completionMode } = shards.spec;
    expect([completionMode, settings.data.SHARDS]).toEqual(['Indexed', String(completions)]);
    // Every name that a command goes by is one that the pods are given.
    expect(Object.keys(env)).toEqual(
      expect.arrayContaining(Object.keys(settings.data).filter(name => name !== 'EURUS_DATA_DIR')),
    );
    for (let index = 0; index < completions; index += 1) {
      const { command, args } = containerOf(shards);
      const ended = await sh([...command, ...args], folder, { ...env, JOB_COMPLETION_INDEX: String(index) });
      expect(ended).toMatchObject({ code: 0 });
    }
    const { command, args } = containerOf(parse(read('kubernetes', 'merge.yaml')));
    expect(await sh([...command, ...args], folder, env)).toMatchObject({ code: 0 });
    expect(summary(join(results, 'night'))).toBe(whole);
  });
});

type Step = { readonly run?: string; readonly uses?: string; readonly name?: string };
type WorkflowJob = {
  readonly steps: readonly Step[];
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly env?: Environment;
};

/** As a workflow writes what its engine fills in. */
const expression = (name: string): string => `\${{ ${name} }}`;

describe('examples/github-actions', () => {
  it('runs the steps of each shard and of the merge, artifacts in between', async () => {
    const { folder, env, whole, summary } = await prepare();
    const { jobs } = parse(read('github-actions', 'evaluate.yml')) as {
      readonly jobs: { readonly shard: WorkflowJob; readonly merge: WorkflowJob };
    };
    const page = join(folder, 'page.md');
    // What fetches from the network is left out.
    const steps = ({ steps: all }: WorkflowJob): readonly string[] =>
      all.flatMap(({ run, name }) =>
        run === undefined || run === 'npm ci' || name === 'Fetch the data' ? [] : [run],
      );
    const numbers = jobs.shard.strategy?.matrix.shard ?? [];
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    const merged = join(folder, 'merge');
    for (const shard of numbers) {
      const cwd = join(folder, `shard-${shard}`);
      mkdirSync(cwd);
      const own = Object.entries(jobs.shard.env ?? {}).map(([name, value]) => [
        name,
        value
          .replace(expression('matrix.shard'), String(shard))
          .replace(expression('strategy.job-total'), String(numbers.length)),
      ]);
      const { OPENAI_API_KEY: _, ...given } = Object.fromEntries(own);
      expect(given).toEqual({ SHARD: `${shard}/${numbers.length}` });
      for (const step of steps(jobs.shard)) {
        expect(await sh(['bash', '-e', '-c', step], cwd, { ...env, ...given })).toMatchObject({ code: 0 });
      }
      // Upload of `runs`, and download of all of them to one folder.
      cpSync(join(cwd, 'runs'), join(merged, 'shards'), { recursive: true });
    }
    for (const step of steps(jobs.merge)) {
      const ended = await sh(['bash', '-e', '-c', step], merged, { ...env, GITHUB_STEP_SUMMARY: page });
      expect(ended).toMatchObject({ code: 0 });
    }
    expect(summary(join(merged, 'night'))).toBe(whole);
    expect(readFileSync(page, 'utf8')).toContain('| model |');
    expect(existsSync(join(merged, 'night.merging'))).toBe(false);
  });
});
