/** How a model is stored: `provider:model`; a provider with one model needs no more than its id. */
export interface ModelId {
  provider: string;
  /** The provider's own name of the model. */
  model: string;
}

export const formatModelId = ({ provider, model }: ModelId): string =>
  model === '' ? provider : `${provider}:${model}`;

export function parseModelId(id: string): ModelId {
  const colon = id.indexOf(':');
  return colon < 0
    ? { provider: id, model: '' }
    : { provider: id.slice(0, colon), model: id.slice(colon + 1) };
}

/** As shown beside an answer. */
export function modelLabel(id: string): string {
  const { provider, model } = parseModelId(id);
  return provider === 'search' ? 'Search' : model || provider;
}
