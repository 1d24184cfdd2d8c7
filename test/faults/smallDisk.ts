import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { isDiskFull } from '../../src/db/fullDisk';
import type { Library } from '../../src/db/open';
import { temporaryFolder } from '../../src/db/testing';

/** A place for a library on which there is no more room than a test wants. */
export interface SmallDisk {
  kind: string;
  folder: string;
  /** Leaves so many bytes free, in the library's own view at least. */
  leave(library: Library, bytes: number): Promise<void>;
  makeRoom(library: Library): Promise<void>;
  remove(): void;
}

const PAGE = 4096;

/** A small file system where one may be mounted; else SQLite is told that its file may not grow. */
export function smallDisk(): SmallDisk {
  const tiny = tinyDisk();
  if (!tiny) return limitedFile(temporaryFolder());
  const { folder, leave, makeRoom, remove } = tiny;
  return {
    kind: 'a full tmpfs',
    folder,
    leave: async (_library, bytes) => leave(bytes),
    makeRoom: async () => makeRoom(),
    remove,
  };
}

/** A file system of its own; undefined where none may be mounted. */
export function tinyDisk() {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const ballast = path.join(folder, 'ballast');
  const makeRoom = () => rmSync(ballast, { force: true });
  const isFilledBut = (bytes: number) => {
    makeRoom();
    const { bavail, bsize } = statfsSync(folder);
    try {
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - Math.floor(bytes))));
      return true;
    } catch (error) {
      if (isDiskFull(error)) return false;
      throw error;
    }
  };
  return {
    folder,
    leave: (bytes: number) => {
      // The index may be written just now, and take some of the room between the look and the ballast.
      while (!isFilledBut(bytes)) continue;
    },
    makeRoom,
    remove: () => execFileSync('umount', ['--lazy', folder]),
  };
}

function limitedFile(folder: string): SmallDisk {
  const limitTo = (library: Library, pages: number) =>
    library.db.all(sql.raw(`PRAGMA max_page_count = ${pages}`));
  return {
    kind: 'a file that may not grow',
    folder,
    leave: async (library, bytes) => {
      const [row] = await library.db.all<{ page_count: number }>(sql`PRAGMA page_count`);
      await limitTo(library, (row?.page_count ?? 0) + Math.floor(bytes / PAGE));
    },
    makeRoom: async (library) => void (await limitTo(library, 1_000_000)),
    remove: () => {},
  };
}
