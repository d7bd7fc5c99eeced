import { EurusError, type Prompt, withoutPrefill } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { promptOf } from '../run/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import {
  backendOf,
  endpointOptions,
  generationOverrides,
  namesModel,
  samplingOptions,
} from './model-options.ts';
import { dataOptions } from './options.ts';
import { withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { findProtocol } from './tasks.ts';
import type { Terminal } from './terminal.ts';

/** Shown when no model is named. */
const anyModel = { model: 'vllm/MODEL' };

const promptCommandLine = (argv: readonly string[]) =>
  samplingOptions(endpointOptions(dataOptions(commandLine('prompt ID[.PROTOCOL] [OPTIONS]', argv))))
    .option('id', { describe: 'Sample id [default: the first]', type: 'string', coerce: oneText('--id') })
    .option('quiet', { describe: 'Only the request', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(promptCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [name, ...more] = args._.map(String);
  if (name === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'prompt takes one benchmark or protocol.');
  }
  const { names, outside } = await withOutside([name]);
  const { benchmark, protocolName, protocol } = findProtocol(names[0] ?? name, args.profile, outside);
  const { address, prompt, generation } = await promptOf({
    task: { benchmark, protocolName, protocol, graders: [protocol.headline] },
    data: dataDirectory(dataRoot(args.dataDir)),
    id: args.id ?? null,
    system: args.system ?? null,
    overrides: generationOverrides(args),
  });
  const endpoint = {
    ...args,
    ...(namesModel(args) ? {} : anyModel),
    api: args.api ?? (prompt.kind === 'text' && !namesModel(args) ? 'completions' : undefined),
  };
  const { backend } = await backendOf(endpoint, { sends: false });
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
