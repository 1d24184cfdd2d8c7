import type { Model } from './provider';

export interface PricedModel extends Pick<Model, 'id'> {
  /** US dollars for a million tokens; null when not known. */
  price: { input: number; output: number } | null;
}

/** What makers call their small models. */
const small = /(^|[^a-z])(nano|mini|haiku|flash|lite|small|instant)([^a-z]|$)/i;
const forOtherWork =
  /audio|image|vision|realtime|live|transcribe|tts|search|embed|moderation|guard|codex|research|robotics/i;

/**
 * The cheapest small model of the same maker, for work that is worth no more; the model itself unless one is known to
 * cost less. Never another maker's: who asks one company has not agreed to ask another.
 */
export function cheapModel(model: string, all: PricedModel[]): string {
  const own = costOf(all.find(({ id }) => id === model)?.price ?? null);
  const cheaper = all
    .filter(({ id }) => makerOf(id) === makerOf(model) && small.test(id) && !forOtherWork.test(id))
    .map(({ id, price }) => ({ id, cost: costOf(price) }))
    .filter(({ cost }) => cost < own && cost > 0)
    .sort((a, b) => a.cost - b.cost);
  return cheaper[0]?.id ?? model;
}

/** What is not known is neither less nor more than anything. A title is long in, short out. */
const costOf = (price: PricedModel['price']): number =>
  price ? price.input * 10 + price.output : Number.NaN;

/** OpenRouter and others write it before the model. */
const makerOf = (id: string): string => id.slice(0, id.lastIndexOf('/') + 1);
