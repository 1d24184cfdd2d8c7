import { trimmedPrices } from './priceTrim.mjs';

/** How the price list says which models it means. */
export type Match =
  | { or: Match[] }
  | { and: Match[] }
  | { equals: string }
  | { starts_with: string }
  | { ends_with: string }
  | { contains: string }
  | { regex: string };

/** US dollars for a million tokens; above `start` tokens of input another price is for all of them. */
export type ListPrice = number | { base: number; tiers: { start: number; price: number }[] };

export interface ListPrices {
  constraint?:
    | { type: 'start_date'; start_date: string }
    /** Times of day, UTC. */
    | { type: 'time_of_date'; start_time: string; end_time: string };
  input?: ListPrice;
  output?: ListPrice;
  cache_read?: ListPrice;
  cache_write?: ListPrice;
}

export interface PricedModel {
  match: Match;
  /** Tokens. */
  context?: number;
  /** The last one whose constraint is met counts. */
  prices: ListPrices[];
}

export interface PricedProvider {
  /** Of its base URL. */
  api: string;
  models: PricedModel[];
}

/** In a bundle this is the list itself; see slimModels. */
export const priceData: PricedProvider[] = trimmedPrices();
