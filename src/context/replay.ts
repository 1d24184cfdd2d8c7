import { hashOf, readBlob } from '../db/blobs';
import { readBranch } from '../db/messages';
import type { Db } from '../db/open';
import { getReceipt } from '../db/requests';
import type { RequestPartRow } from '../db/shapes';
import { UserError } from '../db/userError';
import { parseModelId } from '../models/modelId';
import type { ModelRequest, Turn } from '../models/provider';
import { decode } from './decode';
import { composeSystem, goOn, hashOfTurns } from './request';
import { type Look, picturesOf, toTurns } from './shown';

/**
 * Exactly what a receipt says was sent, put together again from the library.
 * @throws {UserError} when the request never left, or a part of it is no longer what it was
 */
export async function replayRequest(db: Db, requestId: string): Promise<ModelRequest> {
  const { request, parts } = await getReceipt(db, requestId);
  const { temperature, maxTokens } = request;
  if (temperature === null || maxTokens === null) {
    throw new UserError('This request never left, so there is nothing to send again.');
  }
  const sent = parts.filter(({ hash }) => hash !== null);
  const instructions = sent.find(({ kind }) => kind === 'instructions');
  const files = sent.filter(({ kind }) => kind === 'file');
  const spoken = sent.filter(({ kind }) => kind === 'history' || kind === 'message');
  const composed = composeSystem(
    instructions ? await contentOf(db, instructions) : '',
    await Promise.all(
      files.map(async (part) => ({ path: part.label, text: await contentOf(db, part) })),
    ),
  );
  const look = await lookOf(db, parts);
  const turns = (await Promise.all(spoken.map((part) => turnsOf(db, part, look)))).flat();
  const [partial, told] = await Promise.all(
    (['partial', 'request'] as const).map(async (kind) => {
      const part = sent.find((one) => one.kind === kind);
      return part ? contentOf(db, part) : '';
    }),
  );
  turns.push(...(partial === '' && told ? [asked(told)] : goOn(partial ?? '', told ?? '')));
  const { model } = parseModelId(request.model);
  return { model, ...composed, turns, temperature, maxTokens, ...request.settings };
}

async function contentOf(db: Db, part: RequestPartRow): Promise<string> {
  const bytes = part.hash === null ? undefined : await readBlob(db, part.hash);
  if (!bytes) throw changed(part);
  return decode(bytes);
}

/** The pictures are in the order of the branch, with those that were left out. */
async function lookOf(db: Db, parts: RequestPartRow[]): Promise<Look> {
  const told = parts.filter(({ kind }) => kind === 'image');
  const message = parts.find(({ kind }) => kind === 'message')?.messageId ?? null;
  const pictures = message === null ? [] : picturesOf(await readBranch(db, message));
  const omitted = new Map<string, string>();
  const contents = new Map<string, Uint8Array>();
  for (const [i, part] of told.entries()) {
    const bytes = part.hash === null ? undefined : await readBlob(db, part.hash);
    const picture = pictures[i];
    if (!picture || !bytes || picture.hash !== part.hash) throw changed(part);
    if (part.omitted === null) contents.set(picture.hash, bytes);
    else omitted.set(picture.id, part.omitted);
  }
  return { contents, omitted };
}

async function turnsOf(db: Db, part: RequestPartRow, look: Look): Promise<Turn[]> {
  const branch = part.messageId === null ? [] : toTurns(await readBranch(db, part.messageId), look);
  const turns = part.kind === 'message' ? branch.slice(-1) : branch;
  const hash = part.kind === 'message' ? hashOf(turns[0]?.text ?? '') : hashOfTurns(turns);
  if (hash !== part.hash) throw changed(part);
  return turns;
}

const asked = (text: string): Turn => ({ role: 'user', text });

const changed = ({ kind, label }: RequestPartRow) =>
  new UserError(`What was sent is no longer in the library as it was: ${label || kind}.`);
