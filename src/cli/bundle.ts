import { stat } from 'node:fs/promises';
import { EurusError, oneLine } from '../core/index.ts';
import { filesOfRun, writeBundle } from '../evidence/index.ts';
import { openRun, type RunRecord } from '../record/index.ts';
import { isBeingWritten } from '../run/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
import { codeIdentity } from './code-identity.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { findRun } from './find-run.ts';
import { resultsRoot } from './paths.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const bundleCommandLine = (argv: readonly string[]) =>
  commandLine('bundle RUN OUT [OPTIONS]', argv)
    .option('force', { describe: 'Replace OUT if it is there', type: 'boolean', default: false })
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('json', { describe: 'Print what was packed as JSON', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(bundleCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [name, out, ...more] = args._.map(String);
  if (name === undefined || out === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'bundle takes a run and the file to write, e.g. run.tar.zst.');
  }
  const run = await openRun(await findRun(name, resultsRoot(args.results)));
  await refuseUnfinished(run);
  await refuseOther(out, args.force);
  const files = await filesOfRun(run);
  const { index, bytes, sha256 } = await writeBundle(files, factsOf(run), out);
  const unpacked = index.members.reduce((sum, member) => sum + member.bytes, 0);
  terminal.print(
    args.json
      ? JSON.stringify({ file: out, bytes, sha256, unpacked_bytes: unpacked, ...index }, null, 2)
      : `${oneLine(out, 1_000)}: ${index.members.length} files, ${megabytes(unpacked)} in ${megabytes(bytes)}\nsha256 ${sha256}`,
  );
  return exitCode.complete;
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;

const refuseUnfinished = async ({ directory, summary }: RunRecord): Promise<void> => {
  if (await isBeingWritten(directory)) {
    throw new EurusError('USAGE', `${directory} is being written.`, {
      hint: 'Wait for the command there to end.',
    });
  }
  if (summary.cells.length === 0) {
    throw new EurusError('USAGE', `${directory} has no numbers yet.`, {
      hint: `"eurus-eval score ${directory}" makes them.`,
    });
  }
};

const refuseOther = async (out: string, force: boolean): Promise<void> => {
  const found = await stat(out).catch(() => null);
  if (found === null || (force && found.isFile())) return;
  throw new EurusError(
    'USAGE',
    found.isFile() ? `${out} is there already.` : `${out} is no file that could be written.`,
    { hint: found.isFile() ? '--force replaces it.' : 'Name a file, e.g. run.tar.zst.' },
  );
};

const factsOf = ({ manifest }: RunRecord): Parameters<typeof writeBundle>[1] => ({
  packed_by: { eurus_eval: version(), code: codeIdentity() },
  run: {
    eurus_eval: manifest.eurus_eval,
    model: manifest.identity.model,
    data: Object.fromEntries(Object.entries(manifest.benchmarks).map(([task, { data }]) => [task, data])),
    grader_versions: manifest.grader_versions ?? {},
    environment: manifest.environment,
  },
});
