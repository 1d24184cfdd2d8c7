import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checksumOf } from '../../src/db/checksum';
import { openTestLibrary } from '../../src/db/testing';
import { isWriteStopped } from '../../src/db/writeGuard';
import { contentsOf } from '../store/rows';
import { IN_STEPS, makePlace, WRITES } from './everyWrite';
import { isLong, randomFor, tally, withSeed } from './faults';
import { smallDisk } from './smallDisk';
import { endedMessages, expectSound } from './sound';

/** How much room each write finds, in bytes: from none to a little less than it needs. */
const TRIES = isLong ? 20 : 6;
const MOST = 64_000;

const disk = smallDisk();
afterAll(() => disk.remove());
const random = randomFor('full disk');
const rooms = [0, ...Array.from({ length: TRIES - 1 }, () => Math.floor(random() * MOST))];
let [tried, fitted] = [0, 0];
afterAll(() =>
  tally({
    fault: 'full disk',
    tried,
    checked: `every row, after each of ${Object.keys(WRITES).length} kinds of write`,
    remarks: `${disk.kind}; ${fitted} more writes had room`,
  }),
);

/** The rows that are there before and after are the same, whatever the write was about to do. */
const rowsOf = (file: string) => {
  const { changes: _, meta: __, ...contents } = contentsOf(file);
  return contents;
};

test.each(Object.entries(WRITES))(
  'a disk that is full at %s: it happens or not, nothing else is lost, and it goes on when there is room',
  async (name, write) => {
    for (const [n, room] of rooms.entries()) {
      await withSeed(`${room} bytes for ${name}`, async () => {
        const file = path.join(disk.folder, `${name.replaceAll(/\W/g, '')}-${n}.db`);
        const library = await openTestLibrary(file);
        const place = await makePlace(library.db);
        await disk.leave(library, room);
        const before = rowsOf(file);
        const failure = await write(library.db, place).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure === undefined) fitted += 1;
        else {
          tried += 1;
          if (!isWriteStopped(failure)) throw failure;
          expect(library.guard.stopped?.message).toContain('The disk is full');
          if (IN_STEPS.includes(name)) expectKept(before, rowsOf(file));
          else expect(rowsOf(file)).toEqual(before);
        }
        await disk.makeRoom(library);
        expect(failure === undefined || (await library.guard.retry())).toBe(true);
        await expectSound(library.db);
        if (failure !== undefined) await write(library.db, place);
        for (const one of await endedMessages(library.db)) {
          expect(one.checksum).toBe(checksumOf(one));
        }
        await library.close();
        // The small disk is to be filled by what is tried, not by what was tried before.
        for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      });
    }
    expect(tried).toBeGreaterThan(0);
  },
);

/** Rows may have come, none may be gone. */
function expectKept(before: ReturnType<typeof rowsOf>, after: ReturnType<typeof rowsOf>): void {
  const keysOf = (rows: (typeof before)[string] = []) =>
    rows.map((row) => String(row['id'] ?? row['key'] ?? row['hash']));
  for (const [table, rows] of Object.entries(before)) {
    expect(keysOf(after[table])).toEqual(expect.arrayContaining(keysOf(rows)));
  }
}
