import * as vscode from 'vscode';
import { UserError } from '../../db/userError';
import { isModelError } from '../../models/provider';
import type { Models } from './models';
import { readServers, saveServers, ServerSetting } from './servers';

interface Item extends vscode.QuickPickItem {
  run?: () => Promise<void>;
}

/** Adds, changes and removes the servers that models come from. */
export async function manageModels(models: Models): Promise<void> {
  const servers = readServers().map((server): Item => ({
    label: `$(server) ${server.name}`,
    description: server.baseUrl,
    run: () => manageServer(models, server),
  }));
  const add: Item = {
    label: '$(add) Add a Server…',
    detail:
      'Ollama, LM Studio, llama.cpp, vLLM, OpenAI, OpenRouter: any that speaks OpenAI’s protocol.',
    run: () => addServer(models),
  };
  const choice = await vscode.window.showQuickPick([...servers, add], { title: 'Manage Models' });
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

async function addServer(models: Models): Promise<void> {
  const baseUrl = await askForAddress(models, '');
  if (baseUrl === undefined) return;
  const name = await askForName(new URL(baseUrl).hostname);
  if (name === undefined) return;
  const server = { name, baseUrl };
  await saveServers([...readServers(), server]);
  const needsKey = await tellWhatIsThere(models, server);
  if (needsKey) await askForKey(models, server);
}

async function askForAddress(models: Models, value: string): Promise<string | undefined> {
  const { readAddress, discoverModels } = models.bundle();
  const typed = await vscode.window.showInputBox({
    title: 'Address of the Server',
    prompt: 'For example http://127.0.0.1:11434/v1 for Ollama, or https://api.openai.com/v1.',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const address = text.trim() === '' ? undefined : readAddress(text);
      return address && 'problem' in address ? address.problem : undefined;
    },
  });
  const address = typed === undefined ? undefined : readAddress(typed);
  if (!address) return undefined;
  if ('problem' in address) throw new UserError(address.problem);
  const { candidates } = address;
  const [first] = candidates;
  if (first === undefined) return undefined;
  const found = await cancellable('Asking the server for its models', (signal) =>
    discoverModels(
      { name: new URL(first).host, candidates, apiKey: () => models.keys.get(first) },
      signal,
    ).catch(() => undefined),
  );
  return found?.baseUrl ?? first;
}

async function askForName(suggestion: string): Promise<string | undefined> {
  const taken = new Set(readServers().map(({ name }) => name));
  const name = await vscode.window.showInputBox({
    title: 'Name of the Server',
    prompt: 'Shown beside its models.',
    value: taken.has(suggestion) ? '' : suggestion,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (taken.has(text.trim())) return 'There is a server with this name already.';
      return ServerSetting.shape.name.safeParse(text).error?.issues[0]?.message;
    },
  });
  return name?.trim();
}

/** Returns whether the server asks for a key. */
async function tellWhatIsThere(models: Models, server: ServerSetting): Promise<boolean> {
  const { openaiCompatible } = models.bundle();
  const provider = openaiCompatible({
    id: server.name,
    ...server,
    apiKey: () => models.keys.get(server.baseUrl),
  });
  try {
    const { length } = await cancellable('Asking the server for its models', (signal) =>
      provider.listModels(signal),
    );
    void vscode.window.showInformationMessage(`${server.name}: ${length} models.`);
    return false;
  } catch (error) {
    if (!isModelError(error)) throw error;
    if (error.action === 'setKey') return true;
    void vscode.window.showWarningMessage(`${server.name} is saved. ${error.message}`);
    return false;
  }
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
  const { origin } = new URL(server.baseUrl);
  if (!remaining.some(({ baseUrl }) => new URL(baseUrl).origin === origin)) {
    await models.keys.remove(server.baseUrl);
  }
}

export async function askForKey(models: Models, server: ServerSetting): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: `API Key of ${server.name}`,
    prompt: `Kept in VS Code’s secret storage and sent only to ${new URL(server.baseUrl).origin}.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /\s/.test(text.trim()) ? 'A key has no spaces or line breaks in it.' : undefined,
  });
  if (key?.trim()) await models.keys.set(server.baseUrl, key.trim());
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

async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await vscode.window.withProgress<T>(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
      return work(abort.signal);
    },
  );
}
