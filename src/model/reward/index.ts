import { EurusError, type Rewarder } from '../../core/index.ts';
import { findTemplate } from '../template/index.ts';
import { classifyEndpoint } from './classify.ts';
import type { RewardEndpoint } from './endpoint.ts';
import { createHttpRewarder } from './http.ts';
import { createJudge } from './judge.ts';
import type { RewardOptions } from './options.ts';
import { poolingEndpoint } from './pooling.ts';
import { predictEndpoint } from './predict.ts';
import { rerankEndpoint } from './rerank.ts';
import { scoreEndpoint } from './score.ts';
import { findRewardTarget, type RewardTarget, toHttpTarget } from './target.ts';

export {
  type JudgeScore,
  judgeScores,
  type Reduction,
  type RewardOptions,
  reductions,
} from './options.ts';

/**
 * The way to the reward model that the user named. Sends nothing yet.
 * @throws EurusError `USAGE` | `UNKNOWN_NAME`
 */
export const createRewarder = (options: RewardOptions): Rewarder => {
  const found = findRewardTarget(options);
  refuseIdle(found, options);
  if (found.kind === 'judge') return createJudge(found, options);
  return createHttpRewarder(endpointOf(found, options), toHttpTarget(found, options), options);
};

const endpointOf = ({ kind, model, provider }: RewardTarget, options: RewardOptions): RewardEndpoint => {
  const { batchSize, chatTemplate, className = null, reduction = 'last', activation = false } = options;
  const context = { model, provider: provider.name, batchSize };
  const template = chatTemplate === null ? null : findTemplate(chatTemplate);
  if (kind === 'classify') return classifyEndpoint(context, template, className, activation);
  if (kind === 'pooling') return poolingEndpoint(context, template, className, reduction, activation);
  if (kind === 'predict') return predictEndpoint(context, template, className, activation);
  return kind === 'rerank' ? rerankEndpoint(context, activation) : scoreEndpoint(context, activation);
};

/** Settings that the API has no use for would be recorded as if they had one. */
const refuseIdle = ({ kind }: RewardTarget, options: RewardOptions): void => {
  const idle = settings.find(({ kinds, given }) => !kinds.includes(kind) && given(options));
  if (idle === undefined) return;
  throw new EurusError(
    'USAGE',
    `${idle.flag} is for ${idle.kinds.join(', ')}; the rewards come from ${kind}`,
    {
      hint: 'Leave it out, or name another API with --reward-api',
    },
  );
};

const settings: readonly {
  readonly flag: string;
  readonly kinds: readonly RewardTarget['kind'][];
  given(options: RewardOptions): boolean;
}[] = [
  {
    flag: '--chat-template',
    kinds: ['classify', 'pooling', 'predict'],
    given: ({ chatTemplate }) => chatTemplate !== null,
  },
  {
    flag: '--reward-class',
    kinds: ['classify', 'pooling', 'predict'],
    given: ({ className }) => className != null,
  },
  { flag: '--reward-tokens', kinds: ['pooling'], given: ({ reduction }) => reduction !== undefined },
  {
    flag: '--reward-activation',
    kinds: ['score', 'classify', 'pooling', 'rerank', 'predict'],
    given: ({ activation }) => activation === true,
  },
  { flag: '--judge-prompt', kinds: ['judge'], given: ({ judgePrompt }) => judgePrompt != null },
  { flag: '--judge-score', kinds: ['judge'], given: ({ judgeScore }) => judgeScore !== undefined },
];
