import { createRequire } from 'node:module';

export type ModelsBundle = typeof import('../../models');
export type PricesBundle = typeof import('../../models/priceIndex');
type OwnFetchBundle = typeof import('../../models/proxy/ownFetch');

const load = createRequire(__filename);

/** By their paths. */
export interface BundleFiles {
  models: string;
  prices: string;
  ownFetch: string;
}

/** The model layer is a bundle of its own, so that activation does not pay for it. Node keeps what it loaded. */
export const loadModels = ({ models }: BundleFiles): ModelsBundle => load(models) as ModelsBundle;

/** So is the list of prices, so that typing does not pay for the model layer. */
export const loadPrices = ({ prices }: BundleFiles): PricesBundle => load(prices) as PricesBundle;

/** And what only some ways to a server need. */
export const loadOwnFetch = ({ ownFetch }: BundleFiles): OwnFetchBundle =>
  load(ownFetch) as OwnFetchBundle;
