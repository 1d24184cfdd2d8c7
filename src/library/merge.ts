import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { keepChangeLog } from '../db/changeLog';
import { markAgain } from '../db/checksumSteps';
import { Connection } from '../db/connection';
import type { JournalMode } from '../db/journalMode';
import { isFromNewerVersion, migrateLibrary } from '../db/migrate';
import { isRunning } from '../db/running';
import { UserError } from '../db/userError';
import type { Tick } from './jobs';
import { mergeChats } from './mergeChats';
import {
  bringBlobs,
  bringErasedUsage,
  bringFiles,
  bringProjects,
  bringUsers,
} from './mergeProjects';
import { quoted, rowsOf, valueOf } from './mergeSql';
import { copyReadOnly } from './otherLibrariesReading';

export interface MergeInput {
  /** The library that gets everything. */
  file: string;
  /** The one that it comes from, which is only read. */
  from: string;
  migrationsFolder: string;
  journal: JournalMode;
}

/** What was not there before. */
export interface Merged {
  projects: number;
  chats: number;
  messages: number;
}

const NEWER =
  'This library was written by a newer version of Better GPT. Update the extension, then bring it in.';

/**
 * Brings one library's projects into another, with all that is in them. In steps that each happen or do not: whenever
 * it ends early, merging again goes on where it was, and merging what is there already changes nothing.
 */
export function mergeLibrary(input: MergeInput, tick: Tick): Merged {
  const { file, from } = input;
  if (path.resolve(file) === path.resolve(from)) {
    throw new UserError('This is the library that is open already.');
  }
  dropAbandoned(file);
  const folder = mkdtempSync(`${file}.merging-${process.pid}-`);
  try {
    const copy = path.join(folder, 'library.db');
    tick('Copying the other library');
    copyReadOnly(from, copy);
    tick('Preparing the copy');
    prepare(copy, input);
    return mergeCopy(copy, input, tick);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** To our schema, with every answer at its end: nobody is writing to a copy. */
function prepare(copy: string, { migrationsFolder }: MergeInput): void {
  const connection = new Connection(copy);
  try {
    if (isFromNewerVersion(connection, migrationsFolder)) throw new UserError(NEWER);
    migrateLibrary(connection, { file: copy, migrationsFolder, origin: '', journal: 'delete' });
    const arrived = (kind: string) => `coalesce((SELECT group_concat(text, '') FROM
      (SELECT text FROM pieces WHERE message_id = messages.id AND kind = '${kind}' ORDER BY "offset")), '')`;
    connection.inTransaction(() => {
      const lasting = `SELECT key FROM messages WHERE status = 'streaming' AND checksum < 0`;
      const damaged = rowsOf(connection, lasting);
      connection.script(`UPDATE messages SET status = 'interrupted', text = text || ${arrived('text')},
        reasoning = reasoning || ${arrived('reasoning')}, checksum = NULL WHERE status = 'streaming'`);
      connection.script('DELETE FROM pieces');
      for (const [key = null] of damaged) markAgain(connection, key);
    });
  } finally {
    connection.close();
  }
}

function mergeCopy(copy: string, input: MergeInput, tick: Tick): Merged {
  const { file, migrationsFolder, journal } = input;
  const connection = new Connection(file);
  try {
    const { readOnly } = migrateLibrary(connection, {
      file,
      migrationsFolder,
      origin: '',
      journal,
    });
    if (readOnly !== null) throw new UserError(readOnly);
    keepChangeLog(connection);
    connection.script(`ATTACH ${quoted(copy)} AS source`);
    tick('Bringing in projects and files');
    connection.inTransaction(() => {
      bringUsers(connection);
      bringErasedUsage(connection);
    });
    bringBlobs(connection, tick);
    const projects = connection.inTransaction(() => {
      const added = bringProjects(connection);
      bringFiles(connection);
      return added;
    });
    const { chats, messages } = mergeChats(connection, tick);
    tick('Checking what was brought in');
    expectAllThere(connection);
    return { projects, chats, messages };
  } finally {
    connection.close();
  }
}

function expectAllThere(connection: Connection): void {
  const missing = valueOf(
    connection,
    `SELECT count(*) FROM source.messages s JOIN main.chats c ON c.id = s.chat_id
      WHERE NOT EXISTS (SELECT 1 FROM main.messages t WHERE t.id = s.id)`,
  );
  if (missing > 0) throw new UserError(`${missing} messages could not be brought in. Try again.`);
}

const ABANDONED_AFTER = 24 * 3_600_000;

/** Copies that a process which died has left behind. */
function dropAbandoned(file: string): void {
  const { dir, base } = path.parse(file);
  for (const name of readdirSync(dir)) {
    if (!name.startsWith(`${base}.merging-`)) continue;
    const left = path.join(dir, name);
    const isOld = Date.now() - statSync(left).mtimeMs > ABANDONED_AFTER;
    const pid = Number(/-(\d+)-\w+$/.exec(name)?.[1]);
    if (isOld || !isRunning(pid)) rmSync(left, { recursive: true, force: true });
  }
}
