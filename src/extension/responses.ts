import * as vscode from 'vscode';
import { getMessage } from '../db/messages';
import type { App } from './app';

const SCHEME = 'better-gpt-response';

/** What a server sent instead of an answer, as plain text: nothing in it is drawn or run. */
export async function readResponse(app: App, { query }: vscode.Uri): Promise<string> {
  const { db } = await app.services();
  const { problem } = await getMessage(db, new URLSearchParams(query).get('message') ?? '');
  return problem?.response ?? 'What the server sent is no longer kept: the answer was asked again.';
}

export async function showResponse(app: App, messageId: string): Promise<void> {
  const { db } = await app.services();
  const { request } = await getMessage(db, messageId);
  // By its request: when the answer is asked for again, VS Code does not show the text of the time before.
  const query = new URLSearchParams({ message: messageId, request: request?.id ?? '' }).toString();
  const uri = vscode.Uri.from({ scheme: SCHEME, path: '/Response.txt', query });
  await vscode.window.showTextDocument(uri);
}
