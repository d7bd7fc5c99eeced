import { createHash } from 'node:crypto';
import { EurusError, type Prompt, type WireRequest, withoutPrefill } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { promptOf } from '../run/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
import { backendOf, namesModel } from './backend-of.ts';
import { withConfig } from './config.ts';
import { turnsOption } from './interaction-options.ts';
import { endpointOptions } from './model-options.ts';
import { dataOptions } from './options.ts';
import { withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { generationOverrides, samplingOptions } from './sampling-options.ts';
import { inTurns } from './task-turns.ts';
import { findProtocol } from './tasks.ts';
import { templateNote } from './template-note.ts';
import type { Terminal } from './terminal.ts';
import { visibleText } from './visible-text.ts';

/** Shown when no model is named. */
const anyModel = { model: 'vllm/MODEL' };

const promptCommandLine = (argv: readonly string[]) =>
  samplingOptions(
    turnsOption(endpointOptions(dataOptions(commandLine('prompt ID[.PROTOCOL] [OPTIONS]', argv)))),
  )
    .option('id', { describe: 'Sample id [default: the first]', type: 'string', coerce: oneText('--id') })
    .option('bytes', {
      describe: 'Show the text that the completions API gets, a JSON string a line, instead of the request',
      type: 'boolean',
      default: false,
    })
    .option('quiet', { describe: 'Only the request', type: 'boolean', default: false });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(promptCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [name, ...more] = args._.map(String);
  if (name === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'prompt takes one benchmark or protocol.');
  }
  const { names, outside } = await withOutside([name]);
  const found = findProtocol(names[0] ?? name, args.profile, outside);
  const [first, ...others] = inTurns(found, { turns: args.turns });
  if (first === undefined || others.length > 0) {
    throw new EurusError('USAGE', '--turns takes one number here: prompt shows one request.');
  }
  const { benchmark, protocolName, protocol } = first;
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
    const text = args.bytes ? textOf(request) : null;
    const template = prompt.kind === 'chat' ? templateNote(backend) : null;
    if (!args.quiet) {
      terminal.note(`${address.key}, ${backend.api}, prefill: ${prefillNote(prompt, backend.prefill)}`);
      if (template !== null) terminal.note(`Template: ${template}`);
      if (text !== null) terminal.note(`Text: ${measured(text)}`);
    }
    terminal.print(text === null ? JSON.stringify(request, null, 2) : visibleText(text).join('\n'));
    return 0;
  } finally {
    await backend.close();
  }
};

/** @throws EurusError `USAGE` */
const textOf = ({ body }: WireRequest): string => {
  if (typeof body.prompt === 'string') return body.prompt;
  throw new EurusError('USAGE', '--bytes shows the text of a completions request; here the turns are sent', {
    hint: 'Add --api completions, and the --chat-template of the model',
  });
};

const measured = (text: string): string =>
  `${Buffer.byteLength(text)} bytes of UTF-8, sha256 ${createHash('sha256').update(text).digest('hex')}`;

const prefillNote = (prompt: Prompt, way: string): string => {
  if (prompt.kind === 'text' || prompt.prefill === undefined) return 'the protocol has none';
  switch (way) {
    case 'none':
      return 'not supported here, the no-prefill form is sent';
    case 'text':
      return 'the end of the text';
    default:
      return `${way}, checked on the first answers of a run; the no-prefill form is sent where the server does not continue it`;
  }
};
