import { EurusError } from '../core/index.ts';
import { likelihoodWays } from '../model/likelihood/index.ts';
import { defaultBeta, objectives } from '../preference/index.ts';
import { tableFormats } from '../report/index.ts';
import { commandLine, numberBetween, oneOf, oneText, textList, wholeNumber } from './arguments.ts';
import { rewardOptions } from './reward-options.ts';

/** The parser of `pairs`, with every flag. */
export const pairsCommandLine = (argv: readonly string[]) =>
  rewardOptions(
    commandLine(
      'pairs FILE (--reward PROVIDER/NAME | --policy PROVIDER/NAME --reference PROVIDER/NAME)',
      argv,
    ),
  )
    .option('reward-name', {
      describe: 'What the reward model is called in records and tables [default: the end of the NAME]',
      type: 'string',
      coerce: oneText('--reward-name'),
    })
    .option('policy', {
      describe:
        'PROVIDER/NAME of a policy whose implicit reward is judged, or CHECKPOINT=PROVIDER/NAME; several are curves',
      type: 'string',
      coerce: textList('--policy'),
    })
    .option('reference', {
      describe: 'PROVIDER/NAME of the model that the policies were trained from',
      type: 'string',
      coerce: oneText('--reference'),
    })
    .option('policy-base-url', {
      describe: "The policies' endpoint, or one each in their order [default: the provider's]",
      type: 'string',
      coerce: textList('--policy-base-url'),
    })
    .option('reference-base-url', {
      describe: "The reference's endpoint [default: the provider's]",
      type: 'string',
      coerce: oneText('--reference-base-url'),
    })
    .option('chat-template', {
      describe:
        "The policies' chat template, for which there is no default; of a reward model by classify, pooling or predict [default: the server's]",
      type: 'string',
      coerce: oneText('--chat-template'),
    })
    .option('logprobs', {
      describe:
        "How policies are asked: echo of the completions API, or vLLM's prompt_logprobs [default: echo]",
      type: 'string',
      choices: likelihoodWays,
      coerce: oneOf('--logprobs', likelihoodWays),
    })
    .option('beta', {
      describe: 'Factor of the implicit reward',
      type: 'string',
      default: String(defaultBeta),
      coerce: numberBetween('--beta', 1e-6, 1e6),
    })
    .option('objective', {
      describe:
        'Terms of the objective: bt, ultrainteract (with the direct-reward term), or auto: that of each row by its shape',
      type: 'string',
      choices: objectives,
      default: 'auto',
      coerce: oneOf('--objective', objectives),
    })
    .option('subset-field', {
      describe: 'Field that holds the subset [default: subset; of UltraInteract task/dataset]',
      type: 'string',
      coerce: oneText('--subset-field'),
    })
    .option('limit', { describe: 'The first N pairs', type: 'string', coerce: wholeNumber('--limit', 1) })
    .option('out', {
      describe: 'Where rewards are kept, for going on and for plot [default: results/pairs/FILE]',
      type: 'string',
      coerce: oneText('--out'),
    })
    .option('format', {
      describe: 'Output format',
      type: 'string',
      choices: tableFormats,
      default: 'terminal',
      coerce: oneOf('--format', tableFormats),
    })
    .option('json', { describe: 'The same as --format json', type: 'boolean', default: false })
    .option('quiet', { describe: 'No progress on stderr', type: 'boolean', default: false });

/** What `pairsCommandLine` gives once parsed. */
export type PairsArguments = Awaited<ReturnType<ReturnType<typeof pairsCommandLine>['parseAsync']>>;

/**
 * Refuses flags that contradict each other, or that nothing would come of.
 * @throws EurusError `USAGE`
 */
export const refuseMixed = (args: PairsArguments, argv: readonly string[]): void => {
  const { reward, policy, reference, chatTemplate } = args;
  const implicit = policy !== undefined || reference !== undefined;
  if (reward !== undefined && implicit) {
    throw new EurusError(
      'USAGE',
      '--reward judges a reward model, --policy and --reference implicit rewards.',
      {
        hint: 'One after the other into one --out DIR: both are in its table then.',
      },
    );
  }
  if (implicit && chatTemplate === undefined) {
    throw new EurusError(
      'USAGE',
      'The policies are asked through the completions API, which has no chat template: --chat-template is missing.',
      {
        hint: "e.g. mistral, chatml, a folder with the model's tokenizer_config.json, or plain for a base model",
      },
    );
  }
  const urls = args.policyBaseUrl?.length ?? 1;
  if (urls !== 1 && urls !== policy?.length) {
    throw new EurusError(
      'USAGE',
      `--policy-base-url names ${urls} endpoints for ${policy?.length ?? 0} policies.`,
      { hint: 'One for all, or as many as there are --policy, in their order.' },
    );
  }
  // A config file may name the server of other commands.
  const typed = argv.some(word => /^--base[-_]url(?:=|$)/.test(word));
  if (implicit && typed) {
    throw new EurusError('USAGE', '--base-url is for --reward.', {
      hint: 'Policies have --policy-base-url, the reference --reference-base-url.',
    });
  }
  if (!implicit && args.logprobs !== undefined) {
    throw new EurusError('USAGE', '--logprobs is for --policy and --reference.');
  }
};
