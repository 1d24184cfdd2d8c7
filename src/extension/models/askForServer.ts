import * as vscode from 'vscode';
import { UserError } from '../../db/userError';
import type { Models } from './models';
import { readServers, ServerSetting } from './servers';

export async function askForAddress(
  models: Models,
  value: string,
  example = 'http://127.0.0.1:11434/v1',
): Promise<string | undefined> {
  const { readAddress, discoverModels } = models.bundle();
  const typed = await vscode.window.showInputBox({
    title: 'Address of the Server',
    prompt: `For example ${example}`,
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
      {
        name: new URL(first).host,
        candidates,
        apiKey: () => models.keys.get(first),
        fetch: models.wayOut.fetch(),
      },
      signal,
    ).catch(() => undefined),
  );
  return found?.baseUrl ?? first;
}

export async function askForName(suggestion: string): Promise<string | undefined> {
  const taken = new Set(readServers().map(({ name }) => name));
  const name = await vscode.window.showInputBox({
    title: 'Name of the Server',
    prompt: 'Shown beside its models.',
    value: freeName(suggestion),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (taken.has(text.trim())) return 'There is a server with this name already.';
      return ServerSetting.shape.name.safeParse(text).error?.issues[0]?.message;
    },
  });
  return name?.trim();
}

/** The name, with a number behind it when a server has it already. */
export function freeName(name: string): string {
  const taken = new Set(readServers().map((server) => server.name));
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    if (!taken.has(`${name} ${number}`)) return `${name} ${number}`;
  }
}

/** Resolves to the key without keeping it. */
export async function askForKeyText(
  models: Models,
  server: ServerSetting,
  { keysAt, problem }: { keysAt?: string | undefined; problem?: string | undefined } = {},
): Promise<string | undefined> {
  const { readKey } = models.bundle();
  const kept = `Kept in VS Code’s secret storage and sent only to ${new URL(server.baseUrl).origin}.`;
  const typed = await vscode.window.showInputBox({
    title: `API Key of ${server.name}`,
    prompt: problem ?? (keysAt === undefined ? kept : `Keys are made at ${keysAt}. ${kept}`),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = text === '' ? undefined : readKey(text);
      return read && 'problem' in read ? read.problem : undefined;
    },
  });
  const read = typed === undefined ? undefined : readKey(typed);
  return read && 'key' in read ? read.key : undefined;
}

export async function askForKey(models: Models, server: ServerSetting): Promise<void> {
  const key = await askForKeyText(models, server);
  if (key !== undefined) await models.keys.set(server.baseUrl, key);
}

export async function cancellable<T>(
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
