import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
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
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return limitedFile(folder);
  }
  return tmpfs(folder);
}

function tmpfs(folder: string): SmallDisk {
  const ballast = path.join(folder, 'ballast');
  return {
    kind: 'a full tmpfs',
    folder,
    leave: async (_library, bytes) => {
      rmSync(ballast, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    },
    makeRoom: async () => rmSync(ballast, { force: true }),
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
