import type { CallContext, Rewarded, Rewarder, ToReward } from '../../core/index.ts';
import type { Target } from '../target.ts';
import { createAsking } from './asking.ts';
import type { RewardEndpoint } from './endpoint.ts';
import type { RewardOptions } from './options.ts';
import { withHint } from './with-hint.ts';
import { questionOf } from './wording.ts';

/** Refusals of what stands in a request: it may be one answer of the batch, or that there are too many. */
const aboutContent: ReadonlySet<number> = new Set([400, 413, 422]);
/** TEI's "inference failed", which is about these answers, too. */
const failedDependency = 424;

/** A server that gives rewards by one of the APIs. */
export const createHttpRewarder = (
  endpoint: RewardEndpoint,
  target: Target,
  options: RewardOptions,
): Rewarder => {
  const { ask, close } = createAsking(target, options);

  const score = async (batch: readonly ToReward[], context: CallContext): Promise<readonly Rewarded[]> => {
    const asked = await ask(endpoint.body(batch), context, batch.length);
    if (asked.ok) return endpoint.read(asked.value, batch.length);
    const { error, status } = asked;
    if (status !== null && aboutContent.has(status) && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      // One after the other: what one half is refused for, the other may be, too.
      return [
        ...(await score(batch.slice(0, middle), context)),
        ...(await score(batch.slice(middle), context)),
      ];
    }
    const ofAnswers =
      error.code === 'ENDPOINT_FAILED' ||
      (status !== null && (aboutContent.has(status) || status === failedDependency));
    if (!ofAnswers) throw withHint(error, endpoint.kind, target.root);
    return batch.map(() => ({ code: error.code, message: error.message }));
  };

  return {
    provider: target.provider.name,
    model: target.model,
    endpoint: target.url,
    kind: endpoint.kind,
    settings: endpoint.settings,
    batchSize: endpoint.most,
    score: async (batch, context = {}) => {
      const rewards: Rewarded[] = [];
      const requests = requestsOf(batch, endpoint).map(async places => {
        const items = places.map(place => batch[place] as ToReward);
        for (const [at, rewarded] of (await score(items, context)).entries()) {
          rewards[places[at] as number] = rewarded;
        }
      });
      await Promise.all(requests);
      return rewards;
    },
    close,
  };
};

/** The places of a batch's answers, request by request. */
const requestsOf = (
  batch: readonly ToReward[],
  { most, oneQuestion }: RewardEndpoint,
): readonly (readonly number[])[] => {
  const places = batch.map((_, place) => place);
  const groups = oneQuestion
    ? [...Map.groupBy(places, place => questionOf((batch[place] as ToReward).prompt)).values()]
    : [places];
  return groups.flatMap(group =>
    Array.from({ length: Math.ceil(group.length / most) }, (_, at) =>
      group.slice(at * most, (at + 1) * most),
    ),
  );
};
