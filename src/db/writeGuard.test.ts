import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { addMessage, getMessage } from './messages';
import type { Library } from './open';
import { createProject, createProjectWithChat, listProjects } from './projects';
import { messages } from './schema';
import { openTestLibrary, temporaryFolder } from './testing';
import { isWriteStopped, type WriteStopped } from './writeGuard';

const LARGE = 'a large message '.repeat(20_000);
let cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const one of cleanUp.reverse()) one();
  cleanUp = [];
});

/** A disk of its own that can be filled; where that is not allowed, a library that may not grow. */
async function smallDisk() {
  const folder = temporaryFolder();
  const file = path.join(folder, 'library.db');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return limitedLibrary(file);
  }
  cleanUp.push(() => execFileSync('umount', ['-l', folder]));
  const library = await openTestLibrary(file);
  const ballast = path.join(folder, 'ballast');
  const fill = () => fillUp(ballast);
  return { kind: 'a full tmpfs', library, fill, free: () => Promise.resolve(rmSync(ballast)) };
}

function fillUp(ballast: string): Promise<void> {
  for (let size = 4096 * 1024; size >= 4096; size /= 2) {
    try {
      writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // a smaller piece may still fit
    }
  }
  return Promise.resolve();
}

async function limitedLibrary(file: string) {
  const library = await openTestLibrary(file);
  const limit = async (pages: number) =>
    void (await library.db.all(sql.raw(`PRAGMA max_page_count = ${pages}`)));
  return { kind: 'max_page_count', library, fill: () => limit(1), free: () => limit(1_000_000) };
}

const nextChange = ({ guard }: Library) =>
  new Promise<WriteStopped | undefined>((resolve) => {
    const leave = guard.onDidChange((stop) => {
      leave();
      resolve(stop);
    });
  });

test('on a full disk writing stops once, reading goes on, and when there is room it goes on by itself', async () => {
  const { kind, library, fill, free } = await smallDisk();
  const { db, guard } = library;
  const { chat } = await createProjectWithChat(db, { name: 'Before' });
  const told: (WriteStopped | undefined)[] = [];
  guard.onDidChange((stop) => told.push(stop));
  await fill();

  const write = () => addMessage(db, { chatId: chat.id, role: 'user', text: LARGE });
  const refused = await write().catch((error: unknown) => error);
  expect(isWriteStopped(refused), kind).toBe(true);
  expect(guard.stopped).toMatchObject({
    code: 'SQLITE_FULL',
    message: expect.stringContaining('The disk is full'),
  });
  for (const again of [
    write,
    () => createProject(db, { name: 'No' }),
    () => db.transaction(async (tx) => tx.run(sql`delete from messages`)),
  ]) {
    expect(isWriteStopped(await again().catch((error: unknown) => error))).toBe(true);
  }
  expect(told).toHaveLength(1);
  expect(await guard.retry()).toBe(false);
  expect((await listProjects(db)).map(({ name }) => name)).toEqual(['Before']);

  const going = nextChange(library);
  await free();
  expect(await going).toBeUndefined();
  expect(told).toEqual([expect.anything(), undefined]);
  expect(await getMessage(db, await write())).toMatchObject({ text: LARGE });
  expect(await db.all(sql`pragma integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
  expect(await db.all(sql`select 1 from meta where name = 'probe'`)).toEqual([]);
  await library.close();
}, 30_000);

test('a transaction that meets a full disk in its middle leaves nothing behind', async () => {
  const { library, fill, free } = await smallDisk();
  const { db } = library;
  const { chat } = await createProjectWithChat(db, { name: 'Before' });
  await fill();
  const half = db.transaction(async (tx) => {
    await tx.run(sql`update projects set name = 'half'`);
    await tx.insert(messages).values({ chatId: chat.id, role: 'user', text: LARGE.repeat(15) });
  });
  expect(isWriteStopped(await half.catch((error: unknown) => error))).toBe(true);
  expect(await listProjects(db)).toMatchObject([{ name: 'Before' }]);
  await free();
  expect(await library.guard.retry()).toBe(true);
  await createProject(db, { name: 'After' });
  expect((await listProjects(db)).map(({ name }) => name)).toContain('After');
  await library.close();
}, 30_000);

test('what is wrong with a write itself does not stop writing', async () => {
  const library = await openTestLibrary();
  await expect(createProject(library.db, { name: 'x'.repeat(300) })).rejects.toThrow(
    'Failed query',
  );
  expect(library.guard.stopped).toBeUndefined();
  await createProject(library.db, { name: 'fine' });
  await library.close();
});
