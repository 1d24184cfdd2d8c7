import * as vscode from 'vscode';
import { addProvider } from './addProvider';
import { askForAddress, askForKey } from './askForServer';
import type { Models } from './models';
import {
  readBrokenServers,
  readServers,
  saveServers,
  SERVERS_SETTING,
  type ServerSetting,
} from './servers';

export { askForKey } from './askForServer';

interface Item extends vscode.QuickPickItem {
  run?: () => Promise<void>;
}

const OPEN_SETTING = ['workbench.action.openSettings', `@id:${SERVERS_SETTING}`] as const;

/** Adds, changes and removes the servers that models come from. */
export async function manageModels(models: Models): Promise<void> {
  const servers = readServers().map((server): Item => ({
    label: `$(server) ${server.name}`,
    description: server.baseUrl,
    run: () => manageServer(models, server),
  }));
  const broken = readBrokenServers().map(({ name, problem }): Item => ({
    label: `$(warning) ${name}`,
    detail: `${problem} Opens the settings.`,
    run: async () => void (await vscode.commands.executeCommand(...OPEN_SETTING)),
  }));
  const add: Item = {
    label: '$(add) Add a Provider…',
    detail:
      'OpenAI, Anthropic, Google, OpenRouter, Ollama, LM Studio: any that speaks OpenAI’s protocol.',
    run: async () => void (await addProvider(models)),
  };
  const choice = await vscode.window.showQuickPick([...servers, ...broken, add], {
    title: 'Manage Models',
  });
  await choice?.run?.();
}

async function manageServer(models: Models, server: ServerSetting): Promise<void> {
  const hasKey = (await models.keys.get(server.baseUrl)) !== undefined;
  const items: Item[] = [
    {
      label: hasKey ? '$(key) Change Key…' : '$(key) Set Key…',
      run: () => askForKey(models, server),
    },
    ...(hasKey
      ? [{ label: '$(circle-slash) Remove Key', run: () => models.keys.remove(server.baseUrl) }]
      : []),
    { label: '$(edit) Change Address…', run: () => changeAddress(models, server) },
    { label: '$(trash) Remove Server', run: () => removeServer(models, server) },
  ];
  const choice = await vscode.window.showQuickPick(items, { title: server.name });
  await choice?.run?.();
}

async function changeAddress(models: Models, server: ServerSetting): Promise<void> {
  const baseUrl = await askForAddress(models, server.baseUrl);
  if (baseUrl === undefined) return;
  const others = readServers().map((other) =>
    other.name === server.name ? { ...other, baseUrl } : other,
  );
  await saveServers(others);
}

/** Its key goes with it, unless another server of the same origin uses it. */
async function removeServer(models: Models, server: ServerSetting): Promise<void> {
  const remaining = readServers().filter(({ name }) => name !== server.name);
  await saveServers(remaining);
  await models.memory.forgetList(server.name);
  const { origin } = new URL(server.baseUrl);
  if (!remaining.some(({ baseUrl }) => new URL(baseUrl).origin === origin)) {
    await models.keys.remove(server.baseUrl);
  }
}

/** For the provider of this model; asks which server when it is none's. */
export async function setApiKey(models: Models, modelId?: string): Promise<void> {
  const server = modelId === undefined ? undefined : models.serverOf(modelId);
  if (server) return askForKey(models, server);
  const servers = readServers();
  if (servers.length === 0) return manageModels(models);
  const choice = await vscode.window.showQuickPick(
    servers.map((one) => ({ label: one.name, description: one.baseUrl, server: one })),
    { title: 'Set the API Key of…' },
  );
  if (choice) await askForKey(models, choice.server);
}
