import { access, constants, mkdir } from 'node:fs/promises';
import { benchmarks } from '../../benchmarks/index.ts';
import { sandboxes } from '../../sandbox/index.ts';
import { EurusError, messageOf } from '../core/index.ts';
import { verifyFiles } from '../dataset/index.ts';
import { checkEndpoint, createBackend } from '../model/index.ts';
import { renderColumns } from '../report/index.ts';
import { parsed } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import { cacheDirectory, dataRoot, resultsRoot } from './paths.ts';
import { runCommandLine } from './run-options.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

type Finding = {
  readonly what: string;
  readonly state: 'works' | 'missing' | 'fails';
  readonly detail: string;
  /** What to do about it; empty when nothing. */
  readonly advice: string;
};

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(
    runCommandLine(argv).usage('Usage: eurus-eval doctor [--model PROVIDER/NAME --base-url URL]'),
    terminal,
  );
  if (args === null) return 0;
  const findings = [
    works('eurus-eval', `${version()} on Node ${process.versions.node}, ${process.platform} ${process.arch}`),
    ...(await Promise.all(sandboxes.map(sandboxFinding))),
    ...(await dataFindings(dataRoot(args.dataDir))),
    await folderFinding('cache', cacheDirectory()),
    await folderFinding('results', resultsRoot(args.results)),
    ...(args.model === undefined ? [] : [await endpointFinding(args)]),
  ];
  if (args.json) terminal.print(JSON.stringify(findings, null, 2));
  else terminal.print(renderColumns(findings, { width: terminal.columns }));
  const endpointFails = findings.some(({ what, state }) => what === 'endpoint' && state !== 'works');
  const noSandbox = !findings.some(({ what, state }) => what.startsWith('sandbox') && state === 'works');
  return endpointFails || noSandbox ? exitCode.missing : exitCode.complete;
};

const works = (what: string, detail: string): Finding => ({ what, state: 'works', detail, advice: '' });

const sandboxFinding = async (kind: (typeof sandboxes)[number]): Promise<Finding> => {
  const what = `sandbox ${kind.name}`;
  const state = await kind.check();
  return state.available
    ? works(what, state.detail)
    : { what, state: 'missing', detail: state.reason, advice: state.hint };
};

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

const folderFinding = async (what: string, path: string): Promise<Finding> => {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return works(`${what} folder`, path);
  } catch (error) {
    return { what: `${what} folder`, state: 'fails', detail: messageOf(error), advice: 'make it writable' };
  }
};

const endpointFinding = async (args: {
  model: string | undefined;
  baseUrl: string | undefined;
  api: 'chat' | 'completions' | undefined;
  apiKeyEnv: string | undefined;
  chatTemplate: string | undefined;
  stream: boolean;
}): Promise<Finding> => {
  try {
    const backend = createBackend({
      model: args.model ?? '',
      baseUrl: args.baseUrl ?? null,
      api: args.api ?? null,
      apiKeyEnv: args.apiKeyEnv ?? null,
      env: process.env,
      stream: args.stream,
      chatTemplate: args.chatTemplate ?? null,
      timeoutMs: 30_000,
      maxRetries: 0,
      concurrency: 1,
    });
    try {
      const { models } = await checkEndpoint(backend);
      const named =
        models === undefined || models.length === 0 ? '' : `, serves ${models.slice(0, 5).join(', ')}`;
      return works('endpoint', `${backend.endpoint} answers${named}; prefill: ${backend.prefill}`);
    } finally {
      await backend.close();
    }
  } catch (error) {
    const advice = error instanceof EurusError ? (error.hint ?? '') : '';
    return { what: 'endpoint', state: 'fails', detail: messageOf(error), advice };
  }
};
