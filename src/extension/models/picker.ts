import * as vscode from 'vscode';
import { modelLabel } from '../../models/modelId';
import { SEARCH_ID } from '../../context/search';
import type { Models, ProviderModels } from './models';

interface Item extends vscode.QuickPickItem {
  modelId?: string;
  manage?: boolean;
}

const SEARCH: Item = {
  label: 'Search',
  description: 'no model is asked',
  detail: 'Answers with passages of this project’s files and chats, offline.',
  modelId: SEARCH_ID,
};
const MANAGE: Item = { label: '$(settings-gear) Manage Models…', manage: true, alwaysShow: true };

/** Asks for a model. Lists fill in as the providers answer. Resolves to undefined when nothing was chosen. */
export function pickModel(models: Models, current: string): Promise<string | 'manage' | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const abort = new AbortController();
  pick.title = 'Choose a Model';
  pick.placeholder = `${modelLabel(current)} answers now`;
  pick.matchOnDescription = true;
  pick.items = [SEARCH];
  pick.busy = true;
  void fill(pick, models, current, abort.signal);
  pick.show();
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item?.modelId && !item?.manage) return;
      resolve(item.manage ? 'manage' : item.modelId);
      pick.hide();
    });
    pick.onDidHide(() => {
      abort.abort();
      pick.dispose();
      resolve(undefined);
    });
  });
}

async function fill(
  pick: vscode.QuickPick<Item>,
  models: Models,
  current: string,
  signal: AbortSignal,
): Promise<void> {
  const groups: ProviderModels[] = [];
  const show = () => {
    if (signal.aborted) return;
    const active = pick.activeItems[0]?.modelId ?? current;
    pick.items = [SEARCH, ...groups.flatMap(itemsOf), { label: '', kind: SEPARATOR }, MANAGE];
    pick.activeItems = pick.items.filter(({ modelId }) => modelId === active);
  };
  show();
  await Promise.all(
    models.list(signal).map(async (listing) => {
      groups.push(await listing);
      show();
    }),
  );
  pick.busy = false;
}

const SEPARATOR = vscode.QuickPickItemKind.Separator;

function itemsOf({ provider, models, problem }: ProviderModels): Item[] {
  const heading: Item = { label: provider.name, kind: SEPARATOR };
  if (problem !== null) {
    return [heading, { label: `$(warning) ${provider.name}`, detail: problem, alwaysShow: true }];
  }
  const items = models.map(({ modelId, name, contextTokens }) => ({
    label: name,
    modelId,
    ...(contextTokens === null
      ? {}
      : { description: `${Math.round(contextTokens / 1000)}k context` }),
  }));
  return items.length === 0 ? [] : [heading, ...items];
}
