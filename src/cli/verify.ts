import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSamples } from '../compare/index.ts';
import { EurusError, oneLine } from '../core/index.ts';
import {
  compareTables,
  damaged,
  findDamage,
  type Opened,
  openBundle,
  unpackBundle,
} from '../evidence/index.ts';
import { openRun, type RunRecord } from '../record/index.ts';
import { manifestPath } from '../run/index.ts';
import { commandLine, oneText, parsed, textList } from './arguments.ts';
import { codeIdentity } from './code-identity.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { dataOptions, sandboxOpener, sandboxOptions } from './options.ts';
import { withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { progressPrinter } from './progress.ts';
import { manifestFor, regrade } from './regrade.ts';
import { type Otherness, planRegrade, type Reason, type RegradePlan } from './regrade-plan.ts';
import { defaultWorkers } from './run-options.ts';
import type { Terminal } from './terminal.ts';
import { printVerified, type Verified } from './verified.ts';
import { version } from './version.ts';

const verifyCommandLine = (argv: readonly string[]) =>
  sandboxOptions(dataOptions(commandLine('verify FILE [OPTIONS]', argv)))
    .option('adapter', {
      describe: 'Adapter from outside that the run was made with, repeatable; never loaded unless named here',
      type: 'string',
      coerce: textList('--adapter'),
    })
    .option('scratch', {
      describe: 'Folder to unpack in; what is put there is removed [default: that of the system]',
      type: 'string',
      coerce: oneText('--scratch'),
    })
    .option('json', { describe: 'Print the result as JSON', type: 'boolean', default: false })
    .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false });

type VerifyArguments = Awaited<ReturnType<ReturnType<typeof verifyCommandLine>['parseAsync']>>;

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(verifyCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [file, ...more] = args._.map(String);
  if (file === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'verify takes one file, made by "eurus-eval bundle".');
  }
  const opened = await openBundle(file);
  const damage = await findDamage(file, opened);
  if (damage.length > 0) throw damaged(file, damage);
  const scratch = await mkdtemp(join(args.scratch ?? tmpdir(), 'eurus-verify-'));
  try {
    return await verifyIn(scratch, file, opened, args, terminal);
  } catch (error) {
    throw inBundle(error, file, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

/** What cannot be read was so when it was packed; the folder it was unpacked in is gone when the user reads this. */
const inBundle = (error: unknown, file: string, scratch: string): unknown => {
  if (!(error instanceof EurusError) || !error.message.includes(scratch)) return error;
  const message = ['bundle', 'here'].reduce(
    (text, folder) => text.replaceAll(join(scratch, folder, '/'), `${file}: `),
    error.message,
  );
  return new EurusError(error.code, message, {
    cause: error,
    hint: 'The run was damaged before it was packed: mend it there, and pack it anew.',
  });
};

const verifyIn = async (
  scratch: string,
  file: string,
  opened: Opened,
  args: VerifyArguments,
  terminal: Terminal,
): Promise<number> => {
  // What the bundle claims stays apart from what is judged here.
  const [claimed, judged] = [join(scratch, 'bundle'), join(scratch, 'here')];
  await unpackBundle(file, opened, name => join(name.startsWith('completions/') ? judged : claimed, name));
  const bundle = await openRun(claimed);
  refuseNothing(bundle, file);
  const root = dataRoot(args.dataDir);
  const { outside } = await withOutside(args.adapter ?? []);
  const plan = await planRegrade(bundle, root, outside);
  await mkdir(judged, { recursive: true });
  await writeFile(manifestPath(judged), JSON.stringify(manifestFor(bundle.manifest, plan)));
  const otherness = [
    ...programs(opened, bundle),
    ...plan.otherness,
    ...(await sandboxes(bundle, plan, args)),
  ];
  const result = { file, index: opened.index, missing: plan.missing, ownGold: plan.ownGold, otherness };
  if (!args.json) sayBefore(result, terminal);
  const isWhole = await judge(plan, judged, root, bundle, args, terminal);
  if (!isWhole) return exitCode.interrupted;
  const here = await openRun(judged);
  const table = await compareTables(bundle, here);
  const questions = await otherQuestions(bundle, here);
  if (!args.json) for (const one of questions) terminal.note(differs(one));
  return printVerified({ ...result, ...table, otherness: [...otherness, ...questions] }, args.json, terminal);
};

/** What says nothing would hold whatever comes out. */
const refuseNothing = ({ summary }: RunRecord, file: string): void => {
  if (summary.cells.length > 0) return;
  throw new EurusError('RECORDS_UNREADABLE', `${file} holds no numbers: there is nothing to verify.`, {
    hint: '"eurus-eval bundle" packs runs that have some.',
  });
};

const judge = (
  plan: RegradePlan,
  directory: string,
  root: string,
  bundle: RunRecord,
  args: VerifyArguments,
  terminal: Terminal,
): Promise<boolean> => {
  const workers = args.workers ?? defaultWorkers();
  const progress = progressPrinter(terminal, args.quiet);
  return withInterrupts(terminal, { drains: false, goesOn: 'The same command begins anew.' }, signals => {
    progress.follow(signals);
    progress.phase('reading the data');
    return regrade(plan, directory, root, {
      ...signals,
      version: version(),
      ks: ksOf(bundle),
      openSandbox: sandboxOpener(args.sandbox ?? 'auto', workers),
      scoreConcurrency: workers * 2,
      onProgress: progress.update,
      onNotice: progress.notice,
    });
  }).finally(progress.stop);
};

/** The k of every metric that the bundle's table has: pass@k, maj@k, … */
const ksOf = ({ summary }: RunRecord): readonly number[] => {
  const names = summary.cells.flatMap(({ metrics }) => Object.keys(metrics));
  const ks = names.flatMap(name => /^[a-z^]+@([1-9]\d{0,5})$/.exec(name)?.[1] ?? []).map(Number);
  return [...new Set([1, ...ks])];
};

/** In what the programs differ: the one that judged the run, the one that packed it, and this one. */
const programs = ({ index }: Opened, { manifest }: RunRecord): readonly Otherness[] => {
  const { code } = index.packed_by;
  const own = codeIdentity();
  const found: [string, string, string][] = [
    ['version of eurus-eval', manifest.eurus_eval, version()],
    ...(code.form === own.form
      ? ([
          ['code of the graders (sha256)', code.graders, own.graders],
          ['code of the sandbox (sha256)', code.sandbox, own.sandbox],
        ] as [string, string, string][])
      : []),
  ];
  return found
    .filter(([, theirs, ours]) => theirs !== ours)
    .map(([what, theirs, here]) => ({ what, bundle: oneLine(theirs, 80), here }));
};

/** In what the sandboxes differ, where programs are to be run; it is opened to see. */
const sandboxes = async (
  { manifest: { environment } }: RunRecord,
  { runsCode }: RegradePlan,
  args: VerifyArguments,
): Promise<readonly Otherness[]> => {
  if (!runsCode) return [];
  const sandbox = await sandboxOpener(args.sandbox ?? 'auto', 1)();
  const { name, python } = sandbox;
  await sandbox.close();
  const shown = (one: { name: string; python: string | null } | null): string =>
    one === null ? 'none' : oneLine(`${one.name}, Python ${one.python ?? 'none'}`, 80);
  const [theirs, ours] = [shown(environment.sandbox), shown({ name, python })];
  return theirs === ours ? [] : [{ what: 'sandbox', bundle: theirs, here: ours }];
};

/** Of tasks judged with data from here: samples of which the bundle says something else. */
const otherQuestions = async (bundle: RunRecord, here: RunRecord): Promise<readonly Otherness[]> => {
  const found: Otherness[] = [];
  for (const task of bundle.tasks) {
    const ours = here.tasks.find(({ name }) => name === task.name);
    const facts = ours === undefined ? null : await readSamples(task, ours);
    if (facts === null || facts.otherQuestions === 0) continue;
    const what = `questions or gold answers of ${task.name}`;
    found.push({
      what,
      bundle: `${facts.otherQuestions} of ${facts.both} are others`,
      here: 'those of the data',
    });
  }
  return found;
};

const differs = ({ what, bundle, here }: Otherness): string =>
  `Differs: ${oneLine(what, 200)}: ${bundle} in the bundle, ${here} here.`;

const sayBefore = (
  { file, index, otherness, ownGold, missing }: Omit<Verified, 'cells' | 'verdicts'>,
  { note }: Terminal,
): void => {
  note(
    `${oneLine(file, 1_000)} is as it was packed: ${index.members.length} files, the run of ${oneLine(String(index.run.model), 100)}.`,
  );
  for (const one of otherness) note(differs(one));
  const say = (what: string, { name, why }: Reason): void =>
    note(`${what}: ${oneLine(name, 200)}: ${oneLine(why, 1_000)}.`);
  for (const one of ownGold) say("Judged by the bundle's own gold answers", one);
  for (const one of missing) say('Cannot be judged here', one);
};
