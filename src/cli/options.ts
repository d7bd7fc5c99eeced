import type { Argv } from 'yargs';
import { sandboxes, withLanguage } from '../../sandbox/index.ts';
import { EurusError, maxScoreName, type Program, type Sandbox, type SandboxKind } from '../core/index.ts';
import { oneOf, oneText, textList, wholeNumber } from './arguments.ts';
import { cacheDirectory } from './paths.ts';

const sandboxNames = ['auto', 'native', 'wasm'] as const;
export const everySandboxName = [...sandboxNames, 'js'] as const;

/** Flags of every command that reads benchmark files. */
export const dataOptions = <A>(parser: Argv<A>) =>
  parser.option('data-dir', {
    describe: 'Folder of benchmark files, <benchmark>/<file> [default: $EURUS_DATA_DIR or the user cache]',
    type: 'string',
    coerce: oneText('--data-dir'),
  });

/** Flags of every command that may run code. */
export const sandboxOptions = <A>(
  parser: Argv<A>,
  names: readonly string[] = sandboxNames,
  first: string = 'auto',
) =>
  parser
    .option('sandbox', {
      describe: 'Where programs run',
      type: 'string',
      choices: names,
      default: first,
      coerce: oneOf('--sandbox', names),
    })
    .option('workers', {
      describe: 'Sandbox processes [default: one a processor]',
      type: 'string',
      coerce: wholeNumber('--workers', 1),
    });

/** Flags of every command that scores. */
export const scoreOptions = <A>(parser: Argv<A>) =>
  sandboxOptions(dataOptions(parser))
    .option('grader', {
      describe: "Grader, repeatable; 'all' for every one [default: the protocol's headline]",
      type: 'string',
      coerce: textList('--grader'),
    })
    .option('k', {
      describe: 'k of pass@k, and of maj@k, pass^k, best@k where k > 1; comma-separated',
      type: 'string',
      default: '1',
      coerce: (value: unknown) =>
        (textList('--k')(value) ?? []).map(item => wholeNumber('--k', 1)(item) as number),
    })
    .option('score-field', {
      describe:
        'A number recorded with each answer, such as reward, for best@k and weighted@k; output_tokens and latency_ms are always known',
      type: 'string',
      coerce: scoreName,
    })
    .option('json', { describe: 'Print the summary as JSON', type: 'boolean', default: false })
    .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false });

export const scoreName = (value: unknown): string | undefined => {
  const name = oneText('--score-field')(value);
  if (name === undefined || (name !== '' && name.length <= maxScoreName)) return name;
  throw new EurusError('USAGE', `--score-field takes a name of 1 to ${maxScoreName} characters.`);
};

type Language = Program['language'];
const languageOf = ({ language = 'python' }: SandboxKind): Language => language;

/** The sandbox that a flag asks for, among those that can work here and run the language. */
export const chooseSandbox = async (name: string, language: Language = 'python'): Promise<SandboxKind> => {
  const named = sandboxes.filter(kind => name === 'auto' || kind.name === name);
  const asked = named.filter(kind => languageOf(kind) === language);
  if (asked.length === 0 && named.length > 0) {
    const fitting = sandboxes.filter(kind => languageOf(kind) === language).map(kind => kind.name);
    throw new EurusError('USAGE', `The ${name} sandbox does not run ${language}.`, {
      hint: `Use --sandbox ${fitting.join(' or ')}, or leave the flag out`,
    });
  }
  const reasons: string[] = [];
  for (const kind of asked) {
    const state = await kind.check();
    if (state.available) return kind;
    reasons.push(`${kind.name}: ${state.reason}`, state.hint);
  }
  throw new EurusError(
    'SANDBOX_MISSING',
    asked.length === 0
      ? `This version has no ${name} sandbox.`
      : `No sandbox can work here (${reasons.join('; ')}).`,
    { hint: `There are: ${sandboxes.map(kind => kind.name).join(', ')}.` },
  );
};

/** Opens the chosen sandbox when it is first needed; programs in JavaScript have one of their own. */
export const sandboxOpener = (name: string, workers: number) => async (): Promise<Sandbox> => {
  const options = { workers, cacheDirectory: cacheDirectory() };
  const python = await (await chooseSandbox(name)).open(options);
  return withLanguage(python, 'javascript', async () =>
    (await chooseSandbox('auto', 'javascript')).open(options),
  );
};
