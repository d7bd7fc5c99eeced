import { basename, join } from 'node:path';
import { EurusError } from '../core/index.ts';
import { renderSheet } from '../report/index.ts';
import {
  judgePairs,
  type PairFile,
  type PairJudge,
  pairsOf,
  referenceName,
  type ScoredPairs,
  scorePairs,
} from '../reward/index.ts';
import { writeWhole } from '../run/disk.ts';
import { parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { pairsCsv } from './pairs-csv.ts';
import { pairsDocument } from './pairs-document.ts';
import { type PairsArguments, pairsCommandLine, refuseMixed } from './pairs-options.ts';
import { type NamedScorer, scorersOf } from './pairs-scorers.ts';
import { pairsSheet } from './pairs-sheet.ts';
import { defaultConcurrency } from './reward-options.ts';
import { rewardProgress } from './reward-progress.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(pairsCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [path, ...more] = args._.map(String);
  if (path === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'pairs takes one file of pairs.', {
      hint: 'e.g. eurus-eval pairs rewardbench.jsonl --reward vllm/openbmb/Eurus-RM-7b',
    });
  }
  refuseMixed(args, argv);
  const file: PairFile = { path, limit: args.limit ?? null, subsetField: args.subsetField ?? null };
  await refuseEmpty(file);
  const directory = args.out ?? join('results', 'pairs', nameOfFile(path));
  const scorers = scorersOf(args);
  try {
    const scored = await scoreAll(scorers, file, directory, args, terminal);
    const interrupted = scored.some(({ left }) => left > 0) || scored.length < scorers.length;
    // Pairs that nobody has been asked about yet are no unscored ones.
    const judges = interrupted ? [] : await report(file, directory, args, terminal);
    return finish(scored, interrupted, judges, terminal);
  } finally {
    await Promise.all(scorers.map(({ scorer }) => scorer.close()));
  }
};

/** Before a folder is made, or a model asked. */
const refuseEmpty = async (file: PairFile): Promise<void> => {
  for await (const _ of pairsOf(file)) return;
  throw new EurusError('USAGE', `${file.path} holds no pairs.`, {
    hint: 'A row is {prompt, chosen, rejected, subset, id}, or one of UltraInteract_pair or TRL: docs/pairs.md',
  });
};

/** `rewardbench.jsonl.gz` → `rewardbench` */
const nameOfFile = (path: string): string =>
  basename(path).replace(/(\.jsonl?|\.ndjson)?(\.gz)?$/i, '') || 'pairs';

/** Asks one model after the other; a wish to stop ends it before the next. */
const scoreAll = (
  scorers: readonly NamedScorer[],
  file: PairFile,
  directory: string,
  args: PairsArguments,
  terminal: Terminal,
): Promise<readonly ScoredPairs[]> => {
  if (scorers.length === 0) return Promise.resolve([]);
  const goesOn = 'The same command goes on from what is kept.';
  const progress = rewardProgress(terminal, args.quiet, 'pairs');
  return withInterrupts(terminal, { drains: true, goesOn }, async signals => {
    const scored: ScoredPairs[] = [];
    for (const { name, scorer } of scorers) {
      if (signals.drain.aborted) break;
      const options = { file, directory, scorer, name, version: version(), ...signals };
      const concurrency = args.concurrency ?? defaultConcurrency;
      scored.push(await scorePairs({ ...options, concurrency, onProgress: progress.update }));
    }
    return scored;
  }).finally(progress.stop);
};

const report = async (
  file: PairFile,
  directory: string,
  args: PairsArguments,
  terminal: Terminal,
): Promise<readonly PairJudge[]> => {
  const [objective, beta] = [args.objective ?? 'auto', args.beta ?? 1];
  const judges = await judgePairs({ file, directory, objective, beta });
  if (judges.length === 0) {
    if (args.reference === undefined && args.policy === undefined) {
      throw new EurusError('USAGE', `No model is named, and ${directory} has no rewards.`, {
        hint: 'e.g. --reward vllm/openbmb/Eurus-RM-7b, or --policy … --reference …',
      });
    }
    // Servers may be there one after the other.
    const missing = args.reference === undefined ? '--reference' : '--policy';
    terminal.note(
      `The log-probabilities are kept in ${directory}. Implicit rewards need ${missing} PROVIDER/NAME, too.`,
    );
    return judges;
  }
  const asked = { file: file.path, directory, objective, beta };
  await writeWhole(
    join(directory, 'pairs.json'),
    `${JSON.stringify(pairsDocument(asked, judges), null, 2)}\n`,
  );
  const format = args.json ? 'json' : (args.format ?? 'terminal');
  const look = { width: terminal.columns, styled: terminal.styled };
  terminal.print(format === 'csv' ? pairsCsv(judges) : renderSheet(pairsSheet(asked, judges), format, look));
  return judges;
};

const finish = (
  scored: readonly ScoredPairs[],
  interrupted: boolean,
  judges: readonly PairJudge[],
  terminal: Terminal,
): number => {
  for (const { name, asked, failed, left, failures } of scored) {
    terminal.note(
      [
        `${name}: ${asked} pairs asked about`,
        ...(failed === 0 ? [] : [`${failed} could not be scored`]),
        ...(left === 0 ? [] : [`${left} are left`]),
      ].join('; '),
    );
    for (const line of failures) terminal.note(line);
  }
  if (interrupted) {
    terminal.note('Stopped. The same command goes on from what is kept.');
    return exitCode.interrupted;
  }
  const names = new Set(scored.map(({ name }) => name));
  const concerned = judges.filter(
    ({ name }) => names.size === 0 || names.has(referenceName) || names.has(name),
  );
  const unscored = concerned.reduce((sum, { judgement }) => sum + judgement.all.unscored, 0);
  if (unscored === 0) return exitCode.complete;
  terminal.note(`${unscored} pairs are unscored: they count neither as right nor as wrong.`);
  return exitCode.someUnscored;
};
