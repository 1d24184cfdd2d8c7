import * as vscode from 'vscode';
import * as z from 'zod';
import { TITLINGS, type Titling } from '../../chat/titles';
import { cheapModel } from '../../models/cheapModel';
import { formatModelId, parseModelId } from '../../models/modelId';
import type { Models } from './models';

/** By what chats name themselves. */
export function readTitling(): Titling {
  const setting = vscode.workspace.getConfiguration().get<unknown>('betterGpt.chats.titles');
  return z.enum(TITLINGS).catch('firstWords').parse(setting);
}

/** A cheap model of the same provider, as far as its last list and the prices tell; else the model itself. */
export function titleModel(models: Models, modelId: string): string {
  const server = models.serverOf(modelId);
  const kept = server && models.memory.list(server.name);
  if (!kept) return modelId;
  const { provider, model } = parseModelId(modelId);
  const cheap = cheapModel(
    model,
    kept.models.map(({ id }) => ({
      id,
      price: models.pricesOf(formatModelId({ provider, model: id })),
    })),
  );
  return formatModelId({ provider, model: cheap });
}
