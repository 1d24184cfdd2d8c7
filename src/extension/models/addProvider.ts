import * as vscode from 'vscode';
import type { LocalServer, ProviderKind } from '../../models';
import { isModelError } from '../../models/provider';
import { askForAddress, askForKeyText, askForName, cancellable, freeName } from './askForServer';
import type { Models } from './models';
import { readServers, saveServers, type ServerSetting } from './servers';

interface Item extends vscode.QuickPickItem {
  kind?: vscode.QuickPickItemKind;
  chosen?: ProviderKind | LocalServer;
}

/** Asks which provider and for what it needs. Resolves to it once it is saved; nothing is kept half. */
export async function addProvider(models: Models): Promise<ServerSetting | undefined> {
  const chosen = await chooseProvider(models);
  if (!chosen) return undefined;
  const server = await describe(models, chosen);
  if (!server) return undefined;
  const wantsKey = 'make' in chosen ? chosen.keysAt !== undefined : chosen.needsKey;
  const keysAt = 'make' in chosen ? chosen.keysAt : undefined;
  const checked = await check(models, server, { wantsKey, keysAt });
  if (!checked) return undefined;
  if (checked.key !== undefined) await models.keys.set(server.baseUrl, checked.key);
  await saveServers([...readServers(), server]);
  return server;
}

/** For gateways and companies’ own servers, which speak what the provider speaks. */
const elsewhere = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('edit'),
  tooltip: 'Use Another Address…',
});

/** In milliseconds. */
const SOON = 500;

/** Looks around on this computer while the list is open, and only then. */
function chooseProvider(models: Models): Promise<ProviderKind | LocalServer | undefined> {
  const { kinds, findLocalServers } = models.bundle();
  const pick = vscode.window.createQuickPick<Item>();
  const abort = new AbortController();
  const offered = kinds.map((one): Item => ({
    label: one.name,
    description: one.baseUrl ?? one.example ?? '',
    chosen: one,
    ...(one.baseUrl !== null && { buttons: [elsewhere()] }),
  }));
  pick.title = 'Add a Provider';
  pick.placeholder = 'Looking for servers on this computer…';
  pick.matchOnDescription = true;
  pick.busy = true;
  // Rows that move under the mouse are clicked by mistake: who is found soon is there from the start.
  const shown = setTimeout(() => (pick.items = offered), SOON);
  void findLocalServers(abort.signal).then(
    (found) => {
      clearTimeout(shown);
      pick.items = [...localItems(found), ...offered];
      pick.placeholder = 'Which one?';
      pick.busy = false;
    },
    () => {}, // the list was closed
  );
  pick.show();
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item?.chosen) return;
      resolve(item.chosen);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { chosen } }) => {
      if (!chosen || !('make' in chosen)) return;
      // Whether a key is needed there, and where it is made, is not known.
      const { keysAt: _, baseUrl, ...kind } = chosen;
      resolve({ ...kind, baseUrl: null, ...(baseUrl !== null && { example: baseUrl }) });
      pick.hide();
    });
    pick.onDidHide(() => {
      clearTimeout(shown);
      abort.abort();
      pick.dispose();
      resolve(undefined);
    });
  });
}

function localItems(found: LocalServer[]): Item[] {
  const known = new Set(readServers().map(({ baseUrl }) => new URL(baseUrl).origin));
  const fresh = found.filter(({ baseUrl }) => !known.has(new URL(baseUrl).origin));
  if (fresh.length === 0) return [];
  const { Separator } = vscode.QuickPickItemKind;
  return [
    { label: 'On this computer', kind: Separator },
    ...fresh.map((server): Item => ({
      label: `$(vm) ${server.name}`,
      description: new URL(server.baseUrl).host,
      detail: server.needsKey ? 'Wants a key' : modelNames(server),
      chosen: server,
    })),
    { label: 'With an account', kind: Separator },
  ];
}

const modelNames = ({ models }: LocalServer) =>
  models.length === 0 ? 'Has no model yet' : models.map(({ name }) => name).join(', ');

async function describe(
  models: Models,
  chosen: ProviderKind | LocalServer,
): Promise<ServerSetting | undefined> {
  if (!('make' in chosen)) return { name: freeName(chosen.name), baseUrl: chosen.baseUrl };
  const { OTHER } = models.bundle();
  const kind = chosen.id === OTHER ? {} : { kind: chosen.id };
  if (chosen.baseUrl !== null) {
    return { name: freeName(chosen.name), baseUrl: chosen.baseUrl, ...kind };
  }
  const baseUrl = await askForAddress(models, '', chosen.example);
  if (baseUrl === undefined) return undefined;
  const name = await askForName(chosen.id === OTHER ? new URL(baseUrl).hostname : chosen.name);
  return name === undefined ? undefined : { name, baseUrl, ...kind };
}

/** Asks the server for its models; asks for the key, and again, until it is the right one. */
async function check(
  models: Models,
  server: ServerSetting,
  needs: { wantsKey: boolean; keysAt: string | undefined },
): Promise<{ key: string | undefined } | undefined> {
  const isKept = (await models.keys.get(server.baseUrl)) !== undefined;
  let asks = needs.wantsKey && !isKept;
  let problem: string | undefined;
  for (;;) {
    const key = asks ? await askForKeyText(models, server, { ...needs, problem }) : undefined;
    if (asks && key === undefined) return undefined;
    const error = await errorOf(models, server, key);
    if (error === undefined) return { key };
    if (isModelError(error) && error.action === 'setKey') {
      asks = true;
      problem = error.message;
    } else if (await saveAnyway(error)) return { key };
    else return undefined;
  }
}

async function errorOf(models: Models, server: ServerSetting, key: string | undefined) {
  try {
    const { length } = await cancellable(`Asking ${server.name} for its models`, (signal) =>
      models.providerOf(server, key).listModels(signal),
    );
    void vscode.window.showInformationMessage(
      `${server.name}: ${length === 1 ? '1 model' : `${length} models`}.`,
    );
    return undefined;
  } catch (error) {
    if (isModelError(error)) return error;
    throw error;
  }
}

async function saveAnyway(error: Error): Promise<boolean> {
  const save = 'Save Anyway';
  return (await vscode.window.showWarningMessage(error.message, save)) === save;
}
