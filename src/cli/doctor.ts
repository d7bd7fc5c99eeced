import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import { sandboxes } from '../../sandbox/index.ts';
import {
  addressOf,
  type Backend,
  EurusError,
  messageOf,
  type SandboxAvailability,
  type SandboxKind,
  userTurn,
} from '../core/index.ts';
import { verifyFiles } from '../dataset/index.ts';
import { checkEndpoint } from '../model/index.ts';
import { renderColumns } from '../report/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
import { backendOf, namesModel } from './backend-of.ts';
import { withConfig } from './config.ts';
import { differences, eachEndpoint, isReplay, probeFindings } from './doctor-endpoint.ts';
import { queueFindings } from './doctor-queue.ts';
import { exitCode } from './exit-code.ts';
import { fileProblem } from './file-problem.ts';
import type { Finding } from './finding.ts';
import { endpointOptions } from './model-options.ts';
import { dataOptions } from './options.ts';
import { cacheDirectory, dataRoot, resultsRoot } from './paths.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const doctorCommandLine = (argv: readonly string[]) =>
  endpointOptions(
    dataOptions(commandLine('doctor [--model PROVIDER/NAME --base-url URL] [--queue URL]', argv)),
  )
    .option('results', {
      describe: 'Where runs are kept [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    })
    .option('queue', {
      describe: 'Queue to check as well: redis://HOST:PORT; its password is $EURUS_QUEUE_PASSWORD',
      type: 'string',
      coerce: oneText('--queue'),
    })
    .option('json', { describe: 'Print JSON', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(doctorCommandLine(argv)), terminal);
  if (args === null) return 0;
  if (args._.length > 0) throw new EurusError('USAGE', `doctor takes flags only, not "${args._[0]}".`);
  // One that a config file keeps for other commands says nothing here.
  if (!namesModel(args) && argv.some(word => /^--base[-_]url(=|$)/.test(word))) {
    throw new EurusError('USAGE', '--base-url needs --model PROVIDER/NAME: what is asked depends on it.');
  }
  const findings: Finding[] = [
    works('eurus-eval', `${version()} on Node ${process.versions.node}, ${process.platform} ${process.arch}`),
    ...(await Promise.all(sandboxes.map(sandboxFinding))),
    ...(await Promise.all(sandboxes.map(packagesFinding))).flat(),
    ...(await dataFindings(dataRoot(args.dataDir))),
    await folderFinding('cache', cacheDirectory()),
    await folderFinding('results', resultsRoot(args.results)),
  ];
  if (args.queue !== undefined) findings.push(...(await queueFindings(args.queue)));
  const probed: (Awaited<ReturnType<typeof probeFindings>> & { readonly name: string })[] = [];
  const endpoints = namesModel(args) ? eachEndpoint(args) : [];
  for (const { name, args: one } of endpoints) {
    const open = async () => (await backendOf({ ...one, maxRetries: 0 })).backend;
    const found = await endpointFinding(name, open);
    findings.push(found);
    if (found.state === 'works' && !isReplay(one)) {
      probed.push({ name, ...(await probeFindings(one, name)) });
      findings.push(...(probed.at(-1)?.findings ?? []));
    }
  }
  findings.push(...differences(probed));
  if (args.json) terminal.print(JSON.stringify(findings, null, 2));
  else {
    terminal.print(renderColumns(findings, { width: terminal.columns }));
    for (const { name, flags } of probed) {
      terminal.print(`\nFlags to use${endpoints.length > 1 ? ` with ${name}` : ''}: ${flags}`);
    }
  }
  const asked = ['queue', ...endpoints.map(({ name }) => name)];
  const askedFails = findings.some(({ what, state }) => asked.includes(what) && state !== 'works');
  const noSandbox = !findings.some(({ what, state }) => what.startsWith('sandbox') && state === 'works');
  return askedFails || noSandbox ? exitCode.missing : exitCode.complete;
};

const works = (what: string, detail: string): Finding => ({ what, state: 'works', detail, advice: '' });

const sandboxFinding = async (kind: SandboxKind): Promise<Finding> =>
  availability(`sandbox ${kind.name}`, await kind.check());

const packagesFinding = async ({ name, packages }: SandboxKind): Promise<readonly Finding[]> =>
  packages === undefined ? [] : [availability(`packages ${name}`, await packages())];

const availability = (what: string, state: SandboxAvailability): Finding =>
  state.available
    ? works(what, state.detail)
    : { what, state: 'missing', detail: state.reason, advice: state.hint };

const dataFindings = async (root: string): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { id, dataset, shots } of benchmarks) {
    const files = [...dataset.files, ...(shots?.files ?? [])];
    const states = await verifyFiles(files, root);
    const bad = states.filter(({ state }) => state !== 'present');
    const corrupt = bad.filter(({ state }) => state === 'corrupt').length;
    findings.push(
      bad.length === 0
        ? works(`data ${id}`, `${files.length} files in ${root}, checksums as published`)
        : {
            what: `data ${id}`,
            state: corrupt > 0 ? 'fails' : 'missing',
            detail: `${bad.length - corrupt} missing, ${corrupt} damaged of ${files.length} files in ${root}`,
            advice: `eurus-eval data pull ${id}`,
          },
    );
  }
  return findings;
};

/** Whether a folder is, or could be made, writable; nothing is made. */
const folderFinding = async (what: string, path: string): Promise<Finding> => {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK);
      return works(`${what} folder`, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && folder !== dirname(folder)) continue;
      return {
        what: `${what} folder`,
        state: 'fails',
        detail: `${folder}: ${fileProblem(error)}`,
        advice: 'make it writable, or choose another',
      };
    }
  }
};

/** Asks the endpoint for its models, and for one short answer. */
const endpointFinding = async (what: string, open: () => Promise<Backend>): Promise<Finding> => {
  try {
    const backend = await open();
    try {
      const { models } = await checkEndpoint(backend);
      const { text, model } = await backend.generate({
        ...addressOf('doctor', 'hello', '0', 0),
        prompt: backend.api === 'completions' ? { kind: 'text', text: 'Hello' } : userTurn('Say hello.'),
        generation: { maxTokens: 8, temperature: 0, topP: 1, stop: [] },
        seed: null,
      });
      const served =
        models === undefined || models.length === 0 ? '' : `; serves ${models.slice(0, 5).join(', ')}`;
      const said = JSON.stringify(text.slice(0, 40));
      return works(what, `${backend.endpoint} answers as ${model || backend.model}: ${said}${served}`);
    } finally {
      await backend.close();
    }
  } catch (error) {
    const advice = error instanceof EurusError ? (error.hint ?? '') : '';
    return { what, state: 'fails', detail: messageOf(error), advice };
  }
};
