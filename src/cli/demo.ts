import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import type { DataSource } from '../core/index.ts';
import { openMaybeGzip, readJsonLines, sampleDirectory } from '../dataset/index.ts';
import { createBackend } from '../model/index.ts';
import { renderTable, type TableRow } from '../report/index.ts';
import { promptOf, type RunResult, readRunDirectory, run, type Task } from '../run/index.ts';
import { type ScriptedRequest, startServer } from '../scripted/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { sandboxOpener } from './options.ts';
import { benchmarksFolder } from './paths.ts';
import { progressPrinter } from './progress.ts';
import { defaultWorkers } from './run-options.ts';
import { resolveTasks } from './tasks.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** A line of `samples/answers.jsonl`: what each scripted model says to one shipped sample, turn by turn where it is a list. */
type Script = {
  readonly input: string;
  readonly answers: Readonly<Record<string, string | readonly string[]>>;
};

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(
    commandLine('demo [OPTIONS]', argv)
      .option('results', {
        describe: 'Where the runs of the demo are kept; earlier ones there are removed',
        type: 'string',
        default: join('results', 'demo'),
        coerce: oneText('--results'),
      })
      .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false }),
    terminal,
  );
  if (args === null) return 0;
  const root = args.results ?? join('results', 'demo');
  const data = sampleDirectory(benchmarksFolder());
  const tasks = await chatTasks(data);
  const scripts = await readScripts(data);
  const models = [...new Set(scripts.flatMap(({ answers }) => Object.keys(answers)))];
  const say = args.quiet ? () => undefined : terminal.note;
  say(
    `Samples written for this demo, answered by scripted models (no language model, no network): ${models.join(', ')}.`,
  );
  const server = await startServer({ models, answer: request => speak(scripts, request) });
  try {
    const rows: TableRow[] = [];
    for (const model of models) {
      const directory = join(root, model);
      await rm(join(directory), { recursive: true, force: true });
      const result = await runModel(model, server.url, directory, tasks, data, args.quiet, terminal);
      if (result.interrupted) return exitCode.interrupted;
      const { manifest, summary } = await readRunDirectory(directory);
      rows.push({ model: manifest.identity.model, directory, summary });
    }
    terminal.print(
      renderTable(rows, 'terminal', {
        width: terminal.columns,
        styled: terminal.styled,
        order: benchmarks.map(({ id }) => id),
      }),
    );
    say(`Every answer and the reason of every verdict: ${root}`);
    const unscored = rows.some(row => row.summary.cells.some(cell => cell.counts.unscored > 0));
    return unscored ? exitCode.someUnscored : exitCode.complete;
  } finally {
    await server.close();
  }
};

const runModel = async (
  model: string,
  baseUrl: string,
  directory: string,
  tasks: readonly Task[],
  data: DataSource,
  quiet: boolean,
  terminal: Terminal,
): Promise<RunResult> => {
  const workers = defaultWorkers();
  const backend = createBackend({
    model: `openai-api/${model}`,
    baseUrl,
    api: 'chat',
    apiKeyEnv: null,
    env: {},
    stream: false,
    chatTemplate: null,
    timeoutMs: 60_000,
    maxRetries: 2,
    concurrency: 8,
  });
  const progress = progressPrinter(terminal, quiet);
  try {
    return await withInterrupts(terminal, { drains: true }, signals => {
      progress.follow(signals);
      return run({
        directory,
        version: version(),
        tasks,
        selection: { trials: 1, limit: null, ids: null },
        backend,
        data,
        overrides: {},
        system: null,
        seed: null,
        ks: [1],
        openSandbox: sandboxOpener('auto', workers),
        concurrency: 8,
        scoreConcurrency: workers * 2,
        onProgress: progress.update,
        ...signals,
      });
    });
  } finally {
    progress.stop();
    await backend.close();
  }
};

/** Every benchmark in its first protocol that is a conversation: a text to be continued is not for the chat API. */
const chatTasks = async (data: DataSource): Promise<readonly Task[]> => {
  const chosen: Task[] = [];
  for (const { id, protocols } of benchmarks) {
    for (const task of resolveTasks({ names: Object.keys(protocols).map(name => `${id}.${name}`) })) {
      const { prompt } = await promptOf({ task, data, id: null, system: null, overrides: {} });
      if (prompt.kind === 'text') continue;
      chosen.push(task);
      break;
    }
  }
  return chosen;
};

/** Every shipped sample with what the scripted models say to it. */
const readScripts = async (data: DataSource): Promise<readonly Script[]> => {
  const scripts: Script[] = [];
  for (const benchmark of benchmarks) {
    const inputs = new Map<string, string>();
    for await (const row of benchmark.dataset.rows(data)) {
      const { id, input } = benchmark.sample(row);
      inputs.set(id, input);
    }
    const path = join(benchmarksFolder(), benchmark.id, 'samples', 'answers.jsonl');
    for await (const { value, line } of readJsonLines(openMaybeGzip(path), path)) {
      const { id, ...answers } = value as Script['answers'];
      const input = inputs.get(String(id));
      if (input === undefined) throw new Error(`${path}:${line}: no shipped sample has the id "${id}"`);
      scripts.push({ input, answers });
    }
  }
  return scripts;
};

/** What a scripted model says: its line for the longest sample that stands in the question, or in what began the episode. */
const speak = (scripts: readonly Script[], { model, messages, lastUserText }: ScriptedRequest): string => {
  const about = (text: string): Script | undefined =>
    scripts
      .filter(({ input }) => text.includes(input.trim()))
      .sort((a, b) => b.input.length - a.input.length)[0];
  const script = about(lastUserText) ?? about(messages.find(({ role }) => role === 'user')?.content ?? '');
  const said = script?.answers[model];
  if (typeof said === 'string') return said;
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  return said?.[turn] ?? said?.at(-1) ?? 'I have no script for this question.';
};
