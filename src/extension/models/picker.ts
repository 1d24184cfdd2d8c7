import * as vscode from 'vscode';
import { formatModelId, modelLabel } from '../../models/modelId';
import { SEARCH_ID } from '../../context/search';
import { addProvider } from './addProvider';
import { askForKey } from './askForServer';
import { describeModel } from './describeModel';
import type { Models, ProviderModels } from './models';
import { readServers, type ServerSetting } from './servers';

interface Item extends vscode.QuickPickItem {
  modelId?: string;
  /** Done after the list has closed; it opens again unless this resolves to a choice. */
  run?: () => Promise<Choice>;
}
/** `again` opens the list once more. */
type Choice = string | 'manage' | 'again' | undefined;

const { Separator } = vscode.QuickPickItemKind;
const pinButton = (isPinned: boolean): vscode.QuickInputButton =>
  isPinned
    ? { iconPath: new vscode.ThemeIcon('pinned'), tooltip: 'Unpin' }
    : { iconPath: new vscode.ThemeIcon('pin'), tooltip: 'Pin' };

const SEARCH: Item = {
  label: 'Search',
  description: 'no model is asked',
  detail: 'Answers with passages of this project’s files and chats, offline.',
  modelId: SEARCH_ID,
};

interface Words {
  title: string;
  placeholder: string;
}

/** Asks for a model. Lists fill in as the providers answer. Resolves to undefined when nothing was chosen. */
export async function pickModel(
  models: Models,
  current: string,
  words: Words = {
    title: 'Choose a Model',
    placeholder: `${modelLabel(current)} answers now`,
  },
): Promise<string | 'manage' | undefined> {
  for (;;) {
    const item = await pickItem(models, current, words);
    const choice = item?.run ? await item.run() : item?.modelId;
    if (choice === 'again') continue;
    if (choice !== undefined && choice !== 'manage') await models.memory.noteUse(choice);
    return choice;
  }
}

function pickItem(models: Models, current: string, words: Words): Promise<Item | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const abort = new AbortController();
  pick.title = words.title;
  pick.placeholder = words.placeholder;
  pick.matchOnDescription = true;
  pick.busy = true;
  const show = fill(pick, models, current, abort.signal);
  pick.onDidTriggerItemButton(({ item }) => {
    if (item.modelId !== undefined) void models.memory.togglePin(item.modelId).then(show);
  });
  pick.show();
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item?.modelId && !item?.run) return;
      resolve(item);
      pick.hide();
    });
    pick.onDidHide(() => {
      abort.abort();
      pick.dispose();
      resolve(undefined);
    });
  });
}

/** Shows what was known the last time at once, and what the providers say as they say it. */
function fill(
  pick: vscode.QuickPick<Item>,
  models: Models,
  current: string,
  signal: AbortSignal,
): () => void {
  const listings = new Map(models.keptLists().map((kept) => [kept.provider.id, kept]));
  const show = () => {
    if (signal.aborted) return;
    const active = pick.activeItems[0]?.modelId ?? current;
    pick.items = itemsOf(models, [...listings.values()]);
    pick.activeItems = pick.items.filter(({ modelId }) => modelId === active).slice(0, 1);
  };
  show();
  const asked = models.list(signal).map(async (one) => {
    const listing = await one;
    listings.set(listing.provider.id, listing);
    show();
  });
  // None of them rejects.
  void Promise.all(asked).then(() => {
    if (!signal.aborted) pick.busy = false;
  });
  return show;
}

function itemsOf(models: Models, listings: ProviderModels[]): Item[] {
  const all = listings.flatMap((listing) => listing.models.map((model) => ({ listing, model })));
  const byId = new Map(all.map(({ listing, model }) => [model.modelId, { listing, model }]));
  const { pinned, recent } = models.memory;
  const itemFor = (modelId: string): Item[] => {
    const found = byId.get(modelId);
    return found ? [modelItem(models, found.listing, found.model)] : [];
  };
  const first = recent.filter((id) => !pinned.includes(id));
  return [
    SEARCH,
    ...group('Pinned', pinned.flatMap(itemFor)),
    ...group('Recent', first.flatMap(itemFor)),
    ...listings.flatMap((listing) => providerItems(models, listing)),
    ...group('', lastItems(models)),
  ];
}

const group = (label: string, items: Item[]): Item[] =>
  items.length === 0 ? [] : [{ label, kind: Separator }, ...items];

function modelItem(
  models: Models,
  { provider }: ProviderModels,
  model: ProviderModels['models'][number],
): Item {
  const { modelId, name } = model;
  const description = describeModel(models, model);
  return {
    label: name,
    modelId,
    description: [provider.name, description].filter(Boolean).join(' · '),
    buttons: [pinButton(models.memory.pinned.includes(modelId))],
  };
}

function providerItems(models: Models, listing: ProviderModels): Item[] {
  const { provider, problem, needsKey } = listing;
  if (problem === null) {
    return group(
      provider.name,
      listing.models.map((model) => modelItem(models, listing, model)),
    );
  }
  const server = models.serverOf(provider.id);
  const setKey: Item[] =
    needsKey && server
      ? [
          {
            label: `$(key) Set the Key for ${provider.name}…`,
            detail: problem,
            alwaysShow: true,
            run: async () => {
              await askForKey(models, server);
              return 'again';
            },
          },
        ]
      : [{ label: `$(warning) ${provider.name}`, detail: problem, alwaysShow: true }];
  return group(provider.name, setKey);
}

function lastItems(models: Models): Item[] {
  const servers = readServers();
  const add: Item = {
    label: '$(add) Add a Provider…',
    alwaysShow: true,
    run: async () => {
      await addProvider(models);
      return 'again';
    },
  };
  const type: Item = {
    label: '$(edit) Type a Model’s Name…',
    alwaysShow: true,
    run: () => typeModel(servers),
  };
  const manage: Item = {
    label: '$(settings-gear) Manage Models…',
    alwaysShow: true,
    run: async () => 'manage',
  };
  return servers.length === 0 ? [add, manage] : [add, type, manage];
}

/** For models that a provider has, but does not list. */
async function typeModel(servers: ServerSetting[]): Promise<Choice> {
  const server =
    servers.length === 1
      ? servers[0]
      : (
          await vscode.window.showQuickPick(
            servers.map((one) => ({ label: one.name, description: one.baseUrl, server: one })),
            { title: 'Which Provider Has the Model?' },
          )
        )?.server;
  if (!server) return 'again';
  const model = await vscode.window.showInputBox({
    title: `A Model of ${server.name}`,
    prompt: 'Its name as the provider writes it.',
    validateInput: (text) =>
      /\p{Cc}/u.test(text) || text.trim().length > 400 ? 'No model has such a name.' : undefined,
  });
  if (!model?.trim()) return 'again';
  return formatModelId({ provider: server.name, model: model.trim() });
}
