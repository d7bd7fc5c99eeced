import { EurusError, type Prompt, withoutPrefill } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { createBackend } from '../model/index.ts';
import { promptOf } from '../run/index.ts';
import { oneText, parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import { readLmEval, readModel } from './lm-eval.ts';
import { dataRoot } from './paths.ts';
import { generationOverrides, runCommandLine } from './run-options.ts';
import { findProtocol } from './tasks.ts';
import type { Terminal } from './terminal.ts';

/** Shown when no endpoint is named: the request is the same, only its address is not known. */
const anyEndpoint = { model: 'openai-api/MODEL', baseUrl: 'http://127.0.0.1:8000/v1' };

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(
    (await withConfig(runCommandLine(argv)))
      .usage('Usage: eurus-eval prompt ID[.PROTOCOL] [--id SAMPLE] [--model …]')
      .option('id', { describe: 'Sample id [default: the first]', type: 'string', coerce: oneText('--id') }),
    terminal,
  );
  if (args === null) return 0;
  const lmEval = readLmEval(args.modelArgs, args.genKwargs);
  const asked = args.model ?? lmEval.model;
  const named =
    asked === undefined ? { model: anyEndpoint.model, api: null } : readModel(args.model, lmEval.model);
  const [name, ...more] = args._.map(String);
  if (name === undefined || more.length > 0)
    throw new EurusError('USAGE', 'prompt takes one benchmark or protocol.');
  const { benchmark, protocolName, protocol } = findProtocol(name, args.profile);
  const { address, prompt, generation } = await promptOf({
    task: { benchmark, protocolName, protocol, graders: [protocol.headline] },
    data: dataDirectory(dataRoot(args.dataDir)),
    id: args.id ?? null,
    system: args.system ?? null,
    overrides: generationOverrides(args, lmEval.generation),
  });
  const backend = createBackend({
    model: named.model,
    baseUrl: args.baseUrl ?? lmEval.baseUrl ?? (asked === undefined ? anyEndpoint.baseUrl : null),
    api: args.api ?? named.api ?? (prompt.kind === 'text' ? 'completions' : null),
    apiKeyEnv: args.apiKeyEnv ?? null,
    env: process.env,
    stream: args.stream,
    chatTemplate: args.chatTemplate ?? null,
    timeoutMs: 60_000,
    maxRetries: 0,
    concurrency: 1,
  });
  try {
    const sent: Prompt = backend.prefill === 'none' ? withoutPrefill(prompt) : prompt;
    const request = backend.prepare({ ...address, prompt: sent, generation, seed: args.seed ?? null });
    if (!args.quiet)
      terminal.note(`${address.key}, ${backend.api}, prefill: ${prefillNote(prompt, backend.prefill)}`);
    terminal.print(JSON.stringify(request, null, 2));
    return 0;
  } finally {
    await backend.close();
  }
};

const prefillNote = (prompt: Prompt, way: string): string => {
  if (prompt.kind === 'text' || prompt.prefill === undefined) return 'the protocol has none';
  return way === 'none' ? 'not supported here, the no-prefill form is sent' : way;
};
