/**
 * What the extension loads when something is first priced, and not before: dist/prices.js. Apart from dist/models.js,
 * which is sixteen times as large and not needed to say what a message would cost.
 */
export { listedContext } from './priceList';
export { type Cost, priceOf, priceProblem, type Prices, pricesOf } from './prices';
