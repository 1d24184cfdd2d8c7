import {
  type ListPrices,
  type Match,
  type PricedModel,
  type PricedProvider,
  priceData,
} from './priceData';

/** A model and where it is asked: the same name costs otherwise elsewhere. */
export interface AskedModel {
  /** The provider's own name of it. */
  model: string;
  baseUrl: string;
}

/** What the list has for this model; `undefined` when it does not know the address or the model. */
export function findListed({ model, baseUrl }: AskedModel): PricedModel | undefined {
  const provider = providerAt(baseUrl);
  const name = model.toLowerCase();
  return provider?.models.find(({ match }) => fits(match, name));
}

/** The most tokens of a request and its answer together; null when nobody knows. */
export const listedContext = (asked: AskedModel): number | null =>
  findListed(asked)?.context ?? null;

/** Those that hold at this time. */
export function pricesAt({ prices }: PricedModel, at: Date): ListPrices | undefined {
  return prices.findLast(({ constraint }) => holds(constraint, at)) ?? prices[0];
}

const providerAt = (baseUrl: string): PricedProvider | undefined =>
  priceData.find(({ api }) => new RegExp(`^(?:${api})`).test(baseUrl));

function fits(match: Match, name: string): boolean {
  if ('or' in match) return match.or.some((one) => fits(one, name));
  if ('and' in match) return match.and.every((one) => fits(one, name));
  if ('equals' in match) return name === match.equals.toLowerCase();
  if ('starts_with' in match) return name.startsWith(match.starts_with.toLowerCase());
  if ('ends_with' in match) return name.endsWith(match.ends_with.toLowerCase());
  if ('contains' in match) return name.includes(match.contains.toLowerCase());
  return new RegExp(match.regex).test(name);
}

function holds(constraint: ListPrices['constraint'], at: Date): boolean {
  if (!constraint) return true;
  if (constraint.type === 'start_date') return at >= new Date(constraint.start_date);
  const now = at.toISOString().slice(11, 19);
  const [start, end] = [constraint.start_time, constraint.end_time].map((time) => time.slice(0, 8));
  if (start === undefined || end === undefined) return false;
  return end < start ? now >= start || now < end : now >= start && now < end;
}
