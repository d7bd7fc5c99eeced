import type { Manifest, Price } from '../core/index.ts';
import { pricesInConfig } from './config.ts';
import { findPrice } from './prices.ts';

/** What the model of a run costs, where the config file says so; null for recorded answers, which cost nothing. */
export const runPrice = async ({ identity }: Manifest): Promise<Price | null> =>
  identity.api === 'replay'
    ? null
    : findPrice(await pricesInConfig(), `${identity.backend}/${identity.model}`);
