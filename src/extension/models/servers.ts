import * as vscode from 'vscode';
import * as z from 'zod';
import { SEARCH_ID } from '../../context/search';
import { VSCODE_ID } from './vscodeProvider';

export const SERVERS_SETTING = 'betterGpt.servers';
const PATIENCE_SETTING = 'betterGpt.models.patience';
const RESERVED = new Set([SEARCH_ID, VSCODE_ID]);

/** A server that models come from. Its name is the first part of its models' ids. */
export const ServerSetting = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'A server needs a name.')
    .max(60, 'A name has at most 60 characters.')
    .regex(/^[^:]*$/, 'A name has no colon.')
    .refine((name) => !RESERVED.has(name), 'This name is taken.'),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'The address starts with http:// or https://.' })
    .refine(
      (url) => !URL.canParse(url) || `${new URL(url).username}${new URL(url).password}` === '',
      {
        error: 'The address has no name and no password in it; a key is set apart from it.',
      },
    ),
  /** The id of a kind in src/models/kinds.ts; without one it speaks OpenAI's chat completions. */
  kind: z.string().optional(),
  /** Sent with every request; not for keys. */
  headers: z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\x20-\x7e]*$/)).optional(),
});
export type ServerSetting = z.infer<typeof ServerSetting>;

/** What in the setting is not a server is passed over: it may be half typed. */
export const readServers = (): ServerSetting[] =>
  entries().flatMap((entry) => ServerSetting.safeParse(entry).data ?? []);

export interface BrokenServer {
  name: string;
  /** Why it cannot be used, as a sentence. */
  problem: string;
}

/** Entries with a name that cannot be used as they are. */
export const readBrokenServers = (): BrokenServer[] =>
  entries().flatMap((entry) => {
    const problem = ServerSetting.safeParse(entry).error?.issues[0];
    const named = z.object({ name: z.string().min(1) }).safeParse(entry).data;
    if (!problem || !named) return [];
    const where = problem.path[0] === 'headers' ? 'One of its headers cannot be sent.' : undefined;
    return [{ name: named.name, problem: where ?? problem.message }];
  });

/** What in the setting is not a server stays as it is. */
export async function saveServers(servers: ServerSetting[]): Promise<void> {
  const others = entries().filter((entry) => !ServerSetting.safeParse(entry).success);
  await vscode.workspace
    .getConfiguration()
    .update(SERVERS_SETTING, [...servers, ...others], vscode.ConfigurationTarget.Global);
}

function entries(): unknown[] {
  const setting = vscode.workspace.getConfiguration().get<unknown>(SERVERS_SETTING);
  return Array.isArray(setting) ? setting : [];
}

/** How long a server may be silent, in milliseconds. */
export function readPatience(): number {
  const seconds = vscode.workspace.getConfiguration().get<unknown>(PATIENCE_SETTING);
  return z.number().min(5).max(3600).catch(120).parse(seconds) * 1000;
}
