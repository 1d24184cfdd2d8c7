import { isBinaryFile } from 'isbinaryfile';
import { hashOf, readBlob } from '../db/blobs';
import type { Db } from '../db/open';
import type { FileRow } from '../db/shapes';
import { FileMissing, type FileSource } from './fileSource';

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
  const kept = row.mode === 'snapshot' && row.hash ? await readBlob(db, row.hash) : undefined;
  if (kept) return { row, state: 'kept', ...content(kept) };
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

async function readLive(source: FileSource, row: FileRow): Promise<ReadAttachment> {
  const size = await source.size(row.uri);
  if (size > FILE_LIMIT) return tooLarge(row, size);
  const bytes = await source.read(row.uri);
  if (bytes.length > FILE_LIMIT) return tooLarge(row, bytes.length);
  if (await isBinaryFile(Buffer.from(bytes), { size: bytes.length })) {
    return omitted(row, 'binary', 'The file is binary, not text.', bytes.length);
  }
  const read = content(bytes);
  const isStale = row.seenHash !== null && row.seenHash !== read.hash;
  return { row, state: isStale ? 'changed' : 'current', ...read };
}

function content(bytes: Uint8Array) {
  return { bytes, text: decode(bytes), hash: hashOf(bytes) };
}

/** UTF-8, or UTF-16 where a byte order mark says so. */
function decode(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

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
