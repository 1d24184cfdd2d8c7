import type { Model } from '../../models/provider';
import type { Models } from './models';

/** “128k context · $2.50 in, $10 out · images”: what is known, and nothing of what is not. */
export function describeModel(models: Models, model: Model & { modelId: string }): string {
  const server = models.serverOf(model.modelId);
  const known = server ? lookUp(models, model, server.baseUrl) : { context: null, prices: null };
  const context = model.contextTokens ?? known.context;
  const { prices } = known;
  return [
    context === null ? '' : `${inThousands(context)} context`,
    prices === null ? '' : `${dollars(prices.input)} in, ${dollars(prices.output)} out per million`,
    model.images ? 'images' : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function lookUp(
  models: Models,
  { modelId, id, price }: Model & { modelId: string },
  baseUrl: string,
) {
  const { listedContext, pricesOf } = models.prices();
  const asked = { model: id, baseUrl };
  return { context: listedContext(asked), prices: pricesOf({ modelId, asked, listed: price }) };
}

const inThousands = (tokens: number) =>
  tokens >= 1_000_000
    ? `${Number((tokens / 1_000_000).toFixed(1))}M`
    : `${Math.round(tokens / 1000)}k`;

const dollars = (price: number) =>
  price >= 0.1 && !Number.isInteger(price) ? `$${price.toFixed(2)}` : `$${price}`;
