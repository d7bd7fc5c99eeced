import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type Backend,
  type Benchmark,
  EurusError,
  type Generation,
  type Price,
  shotsIn,
} from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { checkEndpoint } from '../model/index.ts';
import { planRun, run as runTasks, shardName, type Task } from '../run/index.ts';
import { listed, parsed } from './arguments.ts';
import { backendOf, minuteLimitsOf, patienceMsOf } from './backend-of.ts';
import { openCiFiles } from './ci-files.ts';
import { pricesInConfig, withConfig } from './config.ts';
import { criticOf, inItsWords, type OpenCritic } from './critic-of.ts';
import { suiteNotes } from './expand.ts';
import { finish } from './finish.ts';
import { withInterrupts } from './interrupts.ts';
import { sandboxOpener } from './options.ts';
import { withOutside } from './outside.ts';
import { dataRoot, resultsRoot } from './paths.ts';
import { renderPlan } from './plan-text.ts';
import { findPrice, priceExample } from './prices.ts';
import { progressPrinter } from './progress.ts';
import { queueOf } from './queue-options.ts';
import { defaultWorkers, type RunArguments, runCommandLine } from './run-options.ts';
import { generationOverrides } from './sampling-options.ts';
import { shardOf, shardRunName } from './shard-options.ts';
import { keepHeapSmall } from './small-heap.ts';
import { resolveTasks } from './tasks.ts';
import type { Terminal } from './terminal.ts';
import { concerns, refuseIdleThresholds } from './thresholds.ts';
import { version } from './version.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(runCommandLine(argv)), terminal);
  if (args === null) return 0;
  const names = [...listed(args._), ...(args.tasks ?? [])];
  const tasks = await chooseTasks(args, names);
  for (const note of suiteNotes(names)) terminal.note(note);
  refuseLargeK(args.k, args.n ?? 1);
  refuseIdleThresholds(args.failUnder, args, tasks);
  const shard = await shardOf(args);
  const files = await openCiFiles(args.dryRun ? {} : args);
  const { backend, concurrency } = await backendOf(args, { sends: !args.dryRun });
  let critique: OpenCritic | null = null;
  try {
    critique = await criticOf(args, { sends: !args.dryRun });
    const { critic, backend: critiqueBackend = null } = critique ?? {};
    const overrides = generationOverrides(args);
    const price = await priceOf(backend, args);
    const workers = args.workers ?? defaultWorkers();
    const options = {
      directory: join(
        resultsRoot(args.results),
        shardRunName(
          runName(args.runName) ?? defaultRunName(backend, overrides, args, critic?.identity),
          shard,
        ),
      ),
      version: version(),
      tasks,
      selection: { trials: args.n ?? 1, limit: args.limit ?? null, ids: args.ids ?? null, shard },
      backend,
      data: dataDirectory(dataRoot(args.dataDir)),
      overrides,
      system: args.system ?? null,
      seed: args.seed ?? null,
      retry: retryOf(args.retryUnscored),
      reuse: args.reuse?.map(String),
      ks: args.k,
      scoreField: args.scoreField,
      price,
      maxCost: args.maxCost,
      openSandbox: sandboxOpener(args.sandbox ?? 'auto', workers),
      concurrency,
      minuteLimits: minuteLimitsOf(args),
      scoreConcurrency: workers * 2,
      openJudging: args.dryRun ? undefined : await queueOf(args.queue, args.sandbox),
      serverPatience: { waitMs: patienceMsOf(args) },
      maxErrors: args.maxErrors ?? null,
      critic,
    };
    if (args.dryRun) {
      const plan = await planRun(options);
      terminal.print(args.json ? JSON.stringify(plan, null, 2) : renderPlan(plan, terminal.columns));
      return 0;
    }
    keepHeapSmall();
    const progress = progressPrinter(terminal, args.quiet);
    const goesOn = 'The same command goes on from what is kept.';
    const result = await withInterrupts(terminal, { drains: true, goesOn }, async signals => {
      progress.follow(signals);
      progress.phase('reading the data');
      const beforeSending = async (): Promise<void> => {
        progress.phase('asking the server whether it is there');
        const { notes = [] } = await checkEndpoint(backend, signals.drain);
        for (const note of notes) terminal.note(note);
        if (critiqueBackend !== null) await inItsWords(() => checkEndpoint(critiqueBackend, signals.drain));
      };
      const hooks = { onProgress: progress.update, onNotice: progress.notice, beforeSending };
      return runTasks({ ...options, ...signals, ...hooks });
    }).finally(progress.stop);
    if (shard !== null && result.planned === 0) {
      terminal.note(`Shard ${shardName(shard)} is empty: there are more shards than samples. Nothing to do.`);
    }
    // A threshold is not about a benchmark of which a shard has no sample.
    const failUnder = args.failUnder?.filter(one => shard === null || concerns(result.summary, one));
    const code = finish(result, { ...args, failUnder }, terminal);
    await files.write(result, backend.model, terminal);
    return code;
  } finally {
    await critique?.backend.close();
    await backend.close();
  }
};

/** Left out, what failed is asked again and what could not be judged is judged again. */
const retryOf = (flag: boolean | undefined): 'failed' | 'unscored' | 'nothing' => {
  if (flag === undefined) return 'failed';
  return flag ? 'unscored' : 'nothing';
};

/** What the model costs; answers that were recorded before cost nothing. */
const priceOf = async (backend: Backend, { model, maxCost }: RunArguments): Promise<Price | null> => {
  const prices = await pricesInConfig();
  const name = model ?? `${backend.name}/${backend.model}`;
  const price = backend.api === 'replay' ? null : findPrice(prices, name);
  if (price !== null || maxCost === undefined) return price;
  throw new EurusError('USAGE', `--max-cost needs a price, and the config file has none for ${name}.`, {
    hint: priceExample(name),
  });
};

const chooseTasks = async (args: RunArguments, named: readonly string[]): Promise<readonly Task[]> => {
  if (named.length === 0) {
    throw new EurusError('USAGE', 'No benchmark is named.', {
      hint: 'eurus-eval list benchmarks shows them; e.g. eurus-eval run gsm8k --model vllm/NAME',
    });
  }
  const { names, outside } = await withOutside(named);
  const tasks = resolveTasks({
    ...{ names, outside, profile: args.profile, graders: args.grader },
    ...{ turns: args.turns, critique: args.critique !== undefined },
  });
  for (const { benchmark, protocolName, protocol } of tasks) {
    if (args.numFewshot === undefined || args.numFewshot === shotsIn(protocol)) continue;
    throw new EurusError(
      'USAGE',
      `--num-fewshot is ${args.numFewshot}, but ${benchmark.id}.${protocolName} has ${shotsIn(protocol)} by its protocol.`,
      { hint: `Shots of ${benchmark.id}: ${shotsOf(benchmark)}.` },
    );
  }
  return tasks;
};

const shotsOf = ({ id, protocols }: Benchmark): string =>
  Object.entries(protocols)
    .map(([name, protocol]) => `${id}.${name} ${shotsIn(protocol)}`)
    .join(', ');

/** A folder of its own within the results, never a path. */
const runName = (flag: string | undefined): string | undefined => {
  if (flag === undefined || (/^[^/\\\p{Cc}]+$/u.test(flag) && flag !== '.' && flag !== '..')) return flag;
  throw new EurusError('USAGE', `--run-name is "${flag}", expected the name of a folder, not a path.`, {
    hint: '--results DIR says where runs are kept.',
  });
};

/** pass@k needs k trials a sample: said before the run, not after it. */
const refuseLargeK = (ks: readonly number[], trials: number): void => {
  const large = ks.find(k => k > trials);
  if (large === undefined) return;
  throw new EurusError('USAGE', `--k ${large} needs at least ${large} trials a sample, --n is ${trials}.`);
};

/** The same settings give the same name, so the same command goes on where it stopped. */
const defaultRunName = (
  backend: Backend,
  overrides: Partial<Generation>,
  args: RunArguments,
  critique?: OpenCritic['critic']['identity'],
): string => {
  const settings = {
    backend: backend.name,
    model: backend.model,
    endpoint: backend.endpoint,
    api: backend.api,
    settings: backend.settings,
    overrides,
    system: args.system ?? null,
    seed: args.seed ?? null,
    ...(args.prefill === undefined || args.prefill === 'auto' ? {} : { prefill: args.prefill }),
    // Another critic is another run.
    ...(critique === undefined ? {} : { critique }),
  };
  const hash = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
  const slug = backend.model.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${slug.slice(0, 80) || 'model'}-${hash}`;
};
