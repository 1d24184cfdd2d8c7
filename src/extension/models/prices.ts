import * as vscode from 'vscode';
import * as z from 'zod';
import type { OwnPrices } from '../../models/prices';

/** US dollars for a million tokens. */
const Price = z.object({
  input: z.number().min(0),
  output: z.number().min(0),
  cachedInput: z.number().min(0).exactOptional(),
  cacheWrite: z.number().min(0).exactOptional(),
});

/** The user's own prices. What in the setting is not one is passed over: it may be half typed. */
export function readPrices(): OwnPrices {
  const setting = vscode.workspace.getConfiguration().get<unknown>('betterGpt.prices');
  if (typeof setting !== 'object' || setting === null) return {};
  return Object.fromEntries(
    Object.entries(setting).flatMap(([model, price]) => {
      const parsed = Price.safeParse(price);
      return parsed.success ? [[model, parsed.data]] : [];
    }),
  );
}
