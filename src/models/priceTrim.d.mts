import type { PricedProvider } from './priceData';

export declare function trimmedPrices(): PricedProvider[];
