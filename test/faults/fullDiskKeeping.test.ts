import {
  existsSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'libsql';
import { afterAll, expect, test } from 'vitest';
import { addMessage } from '../../src/db/messages';
import { createProjectWithChat } from '../../src/db/projects';
import { buildWorker, MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { copyPath } from '../../src/db/copyNames';
import { UserError } from '../../src/db/userError';
import { copyLibraryTo } from '../../src/library/move';
import { openSafely } from '../../src/library/openSafely';
import { restoreBackup } from '../../src/library/restore';
import { testMaintenance } from '../../src/library/testing';
import { contentsOf } from '../store/rows';
import { isLong, randomFor, tally, withSeed } from './faults';
import { tinyDisk } from './smallDisk';
import { expectSound } from './sound';

const run = await testMaintenance();
const workerFile = await buildWorker();
const open = (file: string) =>
  openSafely({ file, migrationsFolder: MIGRATIONS, origin: 'test', workerFile, run });

/** Closed, so that all of it is in its one file. */
async function makeLibrary(name: string): Promise<string> {
  const file = path.join(temporaryFolder(), 'library.db');
  const { db, close } = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(db, { name });
  const text = `${name} 🙂 `.repeat(400);
  for (let n = 0; n < 100; n++) await addMessage(db, { chatId: chat.id, role: 'user', text });
  await close();
  return file;
}

const ours = await makeLibrary('Ours');
const other = await makeLibrary('Other');
const backup = path.join(temporaryFolder(), 'backup.db');
await run('backUp', { file: other, copy: backup });

/** Of the first release, with as much in it as the others. */
const old = (() => {
  const file = path.join(temporaryFolder(), 'library.db');
  const kept = 'test/store/schemas/20261122123419_library.db.gz';
  writeFileSync(file, gunzipSync(readFileSync(kept)));
  const db = new Database(file);
  const long = 'old 🙂 '.repeat(500);
  for (let n = 0; n < 100; n++) {
    db.prepare(
      `INSERT INTO messages (id, chat_id, role, text, created_at)
      SELECT ?, id, 'user', ?, 1 FROM chats LIMIT 1`,
    ).run([`message ${n}`, long]);
  }
  db.close();
  return file;
})();

const damaged = (() => {
  const file = path.join(temporaryFolder(), 'library.db');
  const bytes = readFileSync(ours);
  bytes.fill(0, 0, 16);
  writeFileSync(file, bytes);
  return file;
})();

/** Opens, and says what keeps it from being written to. */
async function openWhole(file: string): Promise<void> {
  const { library } = await open(file);
  await library.close();
  if (library.readOnly !== null) throw new UserError(library.readOnly);
}

async function restore(file: string): Promise<void> {
  let { library } = await open(file);
  const whileClosed = async (swap: () => Promise<void>) => {
    await library.close();
    try {
      await swap();
    } finally {
      ({ library } = await open(file));
    }
  };
  const options = { file, from: backup, migrationsFolder: MIGRATIONS, run, whileClosed };
  try {
    await restoreBackup(options);
  } finally {
    await library.close();
  }
}

interface Keeping {
  /** What is in the library's place before. */
  library: string | null;
  work(file: string): Promise<unknown>;
  /** Where what is lost would be looked for; the same folder holds nothing else that was not there before. */
  expectKept(file: string, namesBefore: string[]): void;
}

function expectAsBefore(file: string, namesBefore: string[]) {
  expect(namesIn(path.dirname(file))).toEqual(namesBefore);
  if (existsSync(file)) expect(rowsOf(file)).toEqual(rowsOf(ours));
}

const KEEPINGS: Record<string, Keeping> = {
  'a backup': {
    library: ours,
    work: (file) => run('backUp', { file, copy: copyPath(file, 'by-hand') }),
    expectKept: expectAsBefore,
  },
  'a restore': { library: ours, work: restore, expectKept: expectAsBefore },
  'a merge': {
    library: ours,
    work: (file) =>
      run('merge', { file, from: other, migrationsFolder: MIGRATIONS, journal: 'wal' }),
    // In steps, each of which happens or does not.
    expectKept: (file, namesBefore) => {
      expect(namesIn(path.dirname(file))).toEqual(namesBefore);
      for (const [table, rows] of Object.entries(rowsOf(ours))) {
        expect(rowsOf(file)[table]).toEqual(expect.arrayContaining(rows));
      }
    },
  },
  'an update': {
    library: old,
    work: openWhole,
    // It may have had room for all but what comes after it: then its copy is there, as after every update.
    expectKept: (file, namesBefore) => {
      const [copy, ...others] = namesIn(path.dirname(file)).filter((n) => !namesBefore.includes(n));
      expect(others).toEqual([]);
      const before = copy === undefined ? file : path.join(path.dirname(file), copy);
      expect(rowsOf(before)).toEqual(rowsOf(old));
    },
  },
  'a repair': {
    library: damaged,
    work: openWhole,
    // As above: then the damaged file has been set aside.
    expectKept: (file, namesBefore) => {
      const [aside, ...others] = namesIn(path.dirname(file)).filter(
        (n) => !namesBefore.includes(n),
      );
      expect(others).toEqual([]);
      const before = aside === undefined ? file : path.join(path.dirname(file), aside);
      expect(readFileSync(before)).toEqual(readFileSync(damaged));
    },
  },
  'a move of the library': {
    library: null,
    work: (file) => copyLibraryTo({ from: ours, file: inFolder(file), run }),
    expectKept: expectAsBefore,
  },
};

const inFolder = (file: string) => path.join(path.dirname(file), 'a folder', 'of its own', 'l.db');

/** Files that are not there to stay: SQLite's own beside a library. */
const namesIn = (folder: string) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => !/-(wal|shm)$|^(backups|ballast)$/.test(name))
    .sort();

const disk = tinyDisk();
afterAll(() => disk?.remove());
const random = randomFor('full disk while keeping');
const rooms = [0, 20_000, ...Array.from({ length: isLong ? 20 : 4 }, () => random() * 1_600_000)];

test.skipIf(!disk).each(Object.entries(KEEPINGS))(
  'a disk that is full during %s: it says so and leaves all as it was, and it works when there is room',
  async (name, { library, work, expectKept }) => {
    if (!disk) return;
    let failures = 0;
    for (const [n, room] of rooms.entries()) {
      await withSeed(`${Math.floor(room)} bytes for ${name}`, async () => {
        const folder = path.join(disk.folder, `${name} ${n}`);
        const file = path.join(folder, 'library.db');
        mkdirSync(folder);
        disk.makeRoom();
        if (library !== null) copyFileSync(library, file);
        const before = namesIn(folder);
        disk.leave(room);
        const failure = await work(file).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure !== undefined) {
          failures += 1;
          if (!(failure instanceof UserError)) throw failure;
          expect(failure.message).toMatch(/^The disk is full/);
          disk.makeRoom();
          expectKept(file, before);
        }
        disk.makeRoom();
        if (failure !== undefined) await work(file);
        await expectWhole(library === null ? inFolder(file) : file);
        rmSync(folder, { recursive: true });
      });
    }
    tally({ fault: `full disk: ${name}`, tried: failures, checked: 'every row and every file' });
    expect(failures).toBeGreaterThan(1);
  },
);

/** Of a copy: a connection of this process is closed for good only when it is collected. */
function rowsOf(file: string) {
  const copy = path.join(temporaryFolder(), 'copy.db');
  for (const suffix of ['', '-wal']) {
    if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
  }
  const { changes: _, ...contents } = contentsOf(copy);
  return contents;
}

async function expectWhole(file: string): Promise<void> {
  const { library, rescued } = await open(file);
  expect(rescued).toBeNull();
  expect(library.readOnly).toBeNull();
  await expectSound(library.db);
  await library.close();
}
