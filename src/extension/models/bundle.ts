import { createRequire } from 'node:module';

export type ModelsBundle = typeof import('../../models');
export type PricesBundle = typeof import('../../models/priceIndex');

const load = createRequire(__filename);

/** By their paths. */
export interface BundleFiles {
  models: string;
  prices: string;
}

/** The model layer is a bundle of its own, so that activation does not pay for it. Node keeps what it loaded. */
export const loadModels = ({ models }: BundleFiles): ModelsBundle => load(models) as ModelsBundle;

/** So is the list of prices, so that typing does not pay for the model layer. */
export const loadPrices = ({ prices }: BundleFiles): PricesBundle => load(prices) as PricesBundle;
