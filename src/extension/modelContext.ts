import { parseModelId } from '../models/modelId';
import type { Models } from './models/models';

/** The most tokens of a request and its answer together, as the provider says or the price list; null when neither does. */
export function contextOf(models: Models, modelId: string): number | null {
  const told = models.known(modelId)?.contextTokens ?? null;
  const server = models.serverOf(modelId);
  if (told !== null || !server) return told;
  const asked = { model: parseModelId(modelId).model, baseUrl: server.baseUrl };
  return models.prices().listedContext(asked);
}
