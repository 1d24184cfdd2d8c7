import { isBinaryFile } from 'isbinaryfile';
import { hashOf, readBlob } from '../db/blobs';
import type { Db } from '../db/open';
import type { FileRow } from '../db/shapes';
import { decode } from './decode';
import { FileMissing, type FileSource } from './fileSource';
import { KeptBytes } from './keptBytes';

/** A larger file is left out of requests, in bytes. */
export const FILE_LIMIT = 1_000_000;

export interface SentAttachment {
  row: FileRow;
  /** `changed`: not what a model last saw; `kept`: the snapshot. */
  state: 'current' | 'changed' | 'kept';
  bytes: Uint8Array;
  text: string;
  hash: string;
}
export interface OmittedAttachment {
  row: FileRow;
  state: 'missing' | 'binary' | 'tooLarge' | 'unreadable' | 'untrusted';
  /** A sentence for the chip and the receipt. */
  why: string;
  /** Bytes, where it got that far. */
  size: number | null;
}
export type ReadAttachment = SentAttachment | OmittedAttachment;

export const isSent = (attachment: ReadAttachment): attachment is SentAttachment =>
  'text' in attachment;

/** Reads what would be sent now: live files from their place, snapshots from the library. Never throws. */
export function readAttachments(
  db: Db,
  source: FileSource,
  rows: FileRow[],
): Promise<ReadAttachment[]> {
  return Promise.all(rows.map((row) => readAttachment(db, source, row)));
}

async function readAttachment(db: Db, source: FileSource, row: FileRow): Promise<ReadAttachment> {
  const kept = row.mode === 'snapshot' && row.hash ? await readSnapshot(db, row.hash) : undefined;
  if (kept) return snapshot(row, kept);
  if (!source.isTrusted())
    return omitted(row, 'untrusted', 'Not read: this workspace is not trusted.');
  try {
    return await readLive(source, row);
  } catch (error) {
    if (error instanceof FileMissing)
      return omitted(row, 'missing', 'The file is no longer there.');
    const reason = error instanceof Error ? error.message : String(error);
    return omitted(row, 'unreadable', `The file cannot be read: ${reason}`);
  }
}

/** What a hash names never changes. */
const snapshots = new KeptBytes(16_000_000);

async function readSnapshot(db: Db, hash: string): Promise<Uint8Array | undefined> {
  const bytes = snapshots.get(hash) ?? (await readBlob(db, hash));
  if (bytes) snapshots.keep(hash, bytes);
  return bytes;
}

async function readLive(source: FileSource, row: FileRow): Promise<ReadAttachment> {
  const size = await source.size(row.uri);
  if (size > FILE_LIMIT) return tooLarge(row, size);
  const bytes = await source.read(row.uri);
  if (bytes.length > FILE_LIMIT) return tooLarge(row, bytes.length);
  const read = await contentOf(bytes);
  if (!read) return binary(row, bytes);
  const isStale = row.seenHash !== null && row.seenHash !== read.hash;
  return { row, state: isStale ? 'changed' : 'current', ...read };
}

async function snapshot(row: FileRow, bytes: Uint8Array): Promise<ReadAttachment> {
  const read = await contentOf(bytes);
  return read ? { row, state: 'kept', ...read } : binary(row, bytes);
}

type Content = Pick<SentAttachment, 'bytes' | 'text' | 'hash'>;

/** A source that gives the same bytes again has not changed: they are understood once. */
const understood = new WeakMap<Uint8Array, Promise<Content | null>>();

/** Null when it is no text. */
function contentOf(bytes: Uint8Array): Promise<Content | null> {
  const known = understood.get(bytes);
  const content = known ?? understand(bytes);
  if (!known) understood.set(bytes, content);
  return content;
}

async function understand(bytes: Uint8Array): Promise<Content | null> {
  const isBinary = await isBinaryFile(Buffer.from(bytes), { size: bytes.length });
  return isBinary ? null : { bytes, text: decode(bytes), hash: hashOf(bytes) };
}

const binary = (row: FileRow, { length }: Uint8Array) =>
  omitted(row, 'binary', 'The file is binary, not text.', length);

const tooLarge = (row: FileRow, size: number) =>
  omitted(
    row,
    'tooLarge',
    `The file has ${(size / 1e6).toFixed(1)} MB; at most 1 MB is sent.`,
    size,
  );

const omitted = (
  row: FileRow,
  state: OmittedAttachment['state'],
  why: string,
  size: number | null = null,
): OmittedAttachment => ({ row, state, why, size });
