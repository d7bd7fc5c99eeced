import type { Argv } from 'yargs';
import { EurusError } from '../core/index.ts';
import { mostTurns } from '../interaction/name.ts';
import { numberBetween, oneOf, oneText, wholeNumber } from './arguments.ts';

const apis = ['chat', 'completions'] as const;

export const defaultCritiqueTokens = 512;

/** The flag that says how many turns there are. */
export const turnsOption = <A>(parser: Argv<A>) =>
  parser.option('turns', {
    describe:
      'Go on for up to N turns with what the environment observes; 1,3,5 or 1-5: a task for each number [default: one turn, or those of the protocol]',
    type: 'string',
    coerce: readTurns,
  });

/** Flags of every command that plays episodes. */
export const interactionOptions = <A>(parser: Argv<A>) =>
  turnsOption(parser)
    .option('critique', {
      describe: 'PROVIDER/NAME of a model that comments on every turn but the last; with turns',
      type: 'string',
      coerce: oneText('--critique'),
    })
    .option('critique-base-url', {
      describe: "The critique model's --base-url [default: its provider's]",
      type: 'string',
      coerce: oneText('--critique-base-url'),
    })
    .option('critique-api-key-env', {
      describe: "Environment variable that holds the critique model's key [default: its provider's]",
      type: 'string',
      coerce: oneText('--critique-api-key-env'),
    })
    .option('critique-api', {
      describe: 'API that the critique model is asked by [default: chat]',
      type: 'string',
      choices: apis,
      coerce: oneOf('--critique-api', apis),
    })
    .option('critique-max-tokens', {
      describe: `Tokens a comment may have, reasoning included [default: ${defaultCritiqueTokens}]`,
      type: 'string',
      coerce: wholeNumber('--critique-max-tokens', 1),
    })
    .option('critique-temperature', {
      describe: 'Sampling temperature of the critique model [default: 0]',
      type: 'string',
      coerce: numberBetween('--critique-temperature', 0, 10),
    })
    .option('critique-sees-gold', {
      describe: 'Show the critique model the gold answer; scores then say less about the model',
      type: 'boolean',
      default: false,
    });

/** The flags by name, for the headings of a help. */
export const interactionFlags: readonly string[] = [
  'turns',
  ...['', '-base-url', '-api-key-env', '-api', '-max-tokens', '-temperature', '-sees-gold'].map(
    end => `critique${end}`,
  ),
];

/** `3`, `1,3,5`, `1-5`, or several of them: whole numbers, each once, the least first. */
export function readTurns(value: unknown): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const items = [value].flat().flatMap(item => String(item).split(','));
  return [...new Set(items.flatMap(item => rangeOf(item.trim())))].sort((a, b) => a - b);
}

const rangeOf = (item: string): readonly number[] => {
  const [, from, to = from] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(item) ?? [];
  const [least, most] = [Number(from), Number(to)];
  if (least >= 1 && most >= least && most <= mostTurns) {
    return Array.from({ length: most - least + 1 }, (_, index) => least + index);
  }
  throw new EurusError(
    'USAGE',
    `--turns is "${item}", expected N, N,M or N-M with numbers from 1 to ${mostTurns}.`,
  );
};

type Interaction = Awaited<ReturnType<ReturnType<typeof interactionOptions>['parseAsync']>>;

/** What they are read as. */
export type InteractionArguments = Pick<
  Interaction,
  | 'turns'
  | 'critique'
  | 'critiqueBaseUrl'
  | 'critiqueApiKeyEnv'
  | 'critiqueApi'
  | 'critiqueMaxTokens'
  | 'critiqueTemperature'
  | 'critiqueSeesGold'
>;
