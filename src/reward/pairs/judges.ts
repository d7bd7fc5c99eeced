import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EurusError, isObject } from '../../core/index.ts';
import {
  createJudgement,
  implicitRewards,
  type Judgement,
  type Objective,
  type PairRewards,
} from '../../preference/index.ts';
import { canonicalJson } from '../../run/canonical.ts';
import { rewardsFolder } from '../../run/layout.ts';
import { rewardFileName } from '../../run/rewards.ts';
import { fingerprint } from '../../run/trials.ts';
import { type PairFile, pairsOf } from './file.ts';
import { type KnownPairs, knownPairs } from './known.ts';
import { pairSha256 } from './record.ts';

/** What the numbers of the reference policy are kept as. */
export const referenceName = 'reference';
/** How an identity says that its numbers are log-probabilities. */
const likelihoodKind = 'log-probability';

/** A reward model, or a policy's implicit reward, and how it did. */
export type PairJudge = {
  readonly name: string;
  readonly kind: 'reward' | 'implicit';
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly judgement: Judgement;
};

export type JudgeOptions = {
  readonly file: PairFile;
  readonly directory: string;
  readonly objective: Objective;
  readonly beta: number;
};

/**
 * How every reward did that a folder has numbers of: reward models by theirs, policies by β times the log of their ratio
 * to the reference. Ordered by name, numbers in names by their size.
 * @throws EurusError `RUN_MISMATCH` where policy and reference were asked otherwise
 */
export const judgePairs = async (options: JudgeOptions): Promise<readonly PairJudge[]> => {
  const identities = await identitiesIn(options.directory);
  const reference = identities.find(({ name, kind }) => name === referenceName && kind === likelihoodKind);
  const ofReference = reference === undefined ? null : await knownPairs(options.directory, referenceName);
  const judges: PairJudge[] = [];
  for (const identity of identities) {
    const implicit = identity.kind === likelihoodKind;
    if (identity === reference || (implicit && reference === undefined)) continue;
    if (implicit && reference !== undefined) refuseOtherForm(identity, reference, options.directory);
    const known = await knownPairs(options.directory, identity.name);
    const { kind: _, ...rest } = identity;
    judges.push({
      ...rest,
      kind: implicit ? 'implicit' : 'reward',
      judgement: await judgedBy(options, known, implicit ? ofReference : null),
    });
  }
  return judges;
};

const judgedBy = async (
  { file, objective, beta }: JudgeOptions,
  known: KnownPairs,
  reference: KnownPairs | null,
): Promise<Judgement> => {
  const judgement = createJudgement();
  for await (const pair of pairsOf(file)) {
    const of = fingerprint(pairSha256(pair));
    const rewards = numbersOf(known, pair.key, of);
    const base = reference === null ? null : numbersOf(reference, pair.key, of);
    judgement.add({
      subset: pair.subset,
      rewards:
        reference === null
          ? rewards
          : rewards === null || base === null
            ? null
            : implicitRewards(rewards, base, beta),
      direct: objective === 'auto' ? pair.ultraInteract : objective === 'ultrainteract',
    });
  }
  return judgement.finish();
};

const numbersOf = (known: KnownPairs, key: string, of: bigint): PairRewards | null => {
  const its = known.get(key);
  return its?.of === of ? its.rewards : null;
};

type Identity = {
  readonly name: string;
  readonly kind: string;
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly settings: Readonly<Record<string, unknown>>;
};

const byNumbers = new Intl.Collator('en', { numeric: true });

const identitiesIn = async (directory: string): Promise<readonly Identity[]> => {
  const folder = rewardsFolder(directory);
  const files = await readdir(folder).catch((): string[] => []);
  const found: Identity[] = [];
  for (const file of files.filter(name => name.endsWith('.json'))) {
    const identity = identityOf(await readFile(join(folder, file), 'utf8').catch(() => ''));
    // A file whose name is not that of what it tells of is passed over.
    if (identity !== null && file === `${rewardFileName(identity.name)}.json`) found.push(identity);
  }
  return found.sort((a, b) => byNumbers.compare(a.name, b.name));
};

const identityOf = (text: string): Identity | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || !isObject(value.settings)) return null;
    const { reward: name, kind, provider, model, endpoint, settings } = value;
    if (![name, kind, provider, model, endpoint].every(one => typeof one === 'string')) return null;
    return { ...{ name, kind, provider, model, endpoint }, settings } as Identity;
  } catch {
    return null;
  }
};

const refuseOtherForm = (policy: Identity, reference: Identity, directory: string): void => {
  if (canonicalJson(policy.settings) === canonicalJson(reference.settings)) return;
  throw new EurusError(
    'RUN_MISMATCH',
    `${directory}: ${policy.name} and the reference were asked in different forms, so their ratio says nothing`,
    { hint: 'Ask both with one --chat-template and --logprobs, in another folder: --out DIR' },
  );
};
