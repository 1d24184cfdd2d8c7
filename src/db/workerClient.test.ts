import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Library, openLibrary } from './open';
import { createProject, getProject, listProjects } from './projects';
import { projects } from './schema';
import { buildWorker, MIGRATIONS, openTestLibrary, temporaryFolder } from './testing';
import { UserError } from './userError';

let library: Library;
beforeEach(async () => {
  library = await openTestLibrary();
});
afterEach(() => library.close());

const names = async () => (await listProjects(library.db)).map(({ name }) => name).sort();
/** Keeps the database thread busy for a while. */
const SLOW = sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 300000)
  select count(*) as n from n`;

test('transactions asked for at once wait for one another', async () => {
  const { id } = await createProject(library.db, { name: '0' });
  const addOne = () =>
    library.db.transaction(async (tx) => {
      const [row] = await tx.select().from(projects).where(eq(projects.id, id));
      await tx.update(projects).set({ name: `${Number(row?.name) + 1}` });
    });
  await Promise.all(Array.from({ length: 50 }, addOne));
  expect(await getProject(library.db, id)).toMatchObject({ name: '50' });
});

test('what is asked for beside a transaction is not part of it', async () => {
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const failing = library.db.transaction(async (tx) => {
    await tx.insert(projects).values({ name: 'inside' });
    await mayEnd;
    throw new Error('changed my mind');
  });
  const beside = createProject(library.db, { name: 'beside' });
  end();
  await expect(failing).rejects.toThrow('changed my mind');
  await beside;
  expect(await names()).toEqual(['beside']);
});

test('a nested transaction that fails takes back only its own part', async () => {
  await library.db.transaction(async (tx) => {
    await tx.insert(projects).values({ name: 'outer' });
    const inner = tx.transaction(async (nested) => {
      await nested.insert(projects).values({ name: 'inner' });
      throw new Error('inner failed');
    });
    await expect(inner).rejects.toThrow('inner failed');
    await tx.transaction((nested) => nested.insert(projects).values({ name: 'second' }));
  });
  expect(await names()).toEqual(['outer', 'second']);
});

test('a batch is all or nothing', async () => {
  const { db } = library;
  const tooLong = 'x'.repeat(256);
  await expect(
    db.batch([
      db.insert(projects).values({ name: 'one' }),
      db.insert(projects).values({ name: tooLong }),
    ]),
  ).rejects.toMatchObject({ name: 'DatabaseError', code: expect.stringContaining('CONSTRAINT') });
  expect(await names()).toEqual([]);
});

test('a transaction that has ended writes nothing more', async () => {
  const leaked = await library.db.transaction(async (tx) => tx);
  const late = Promise.resolve(leaked.insert(projects).values({ name: 'late' }));
  await expect(late).rejects.toMatchObject({ cause: { message: 'This transaction has ended.' } });
  expect(await names()).toEqual([]);
});

test('closing while queries run answers them first', async () => {
  const slow = library.db.all(SLOW).then((rows) => rows);
  const queued = createProject(library.db, { name: 'just in time' });
  await setImmediate();
  const closing = library.close();
  expect(await slow).toMatchObject([{ n: 300_000 }]);
  await queued;
  await closing;
  await expect(names()).rejects.toMatchObject({ cause: { name: 'UserError' } });

  library = await openTestLibrary(library.file);
  expect(await names()).toEqual(['just in time']);
});

test('closing twice at once is closing once', async () => {
  await expect(Promise.all([library.close(), library.close()])).resolves.toBeDefined();
  await expect(library.close()).resolves.toBeUndefined();
});

test('when the thread dies, what was asked and what is asked then fails in a sentence', async () => {
  const workerFile = path.join(temporaryFolder(), 'dying.mjs');
  writeFileSync(
    workerFile,
    `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, operation }) => {
      if (operation.type !== 'open') throw new Error('out of memory');
      parentPort.postMessage({ id, value: { readOnly: null, backup: null } });
    });`,
  );
  const options = { file: 'unused', migrationsFolder: MIGRATIONS, origin: 'test', workerFile };
  const dying = await openLibrary(options);
  const sentence = expect.stringMatching(/stopped working: out of memory.*Reload the window/);
  const failure = { cause: { name: 'UserError', message: sentence } };
  const asked = [dying.db.select().from(projects), dying.db.select().from(projects)];
  for (const query of asked) await expect(query).rejects.toMatchObject(failure);
  await expect(dying.db.select().from(projects)).rejects.toMatchObject(failure);
  await dying.close();
});

test('a library that cannot be opened leaves no thread behind', async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  writeFileSync(file, 'This is not a library.'.repeat(100));
  await expect(openTestLibrary(file)).rejects.toThrow('not a database');
  const missing = {
    file,
    migrationsFolder: MIGRATIONS,
    origin: 'test',
    workerFile: '/nowhere.mjs',
  };
  await expect(openLibrary(missing)).rejects.toThrow(UserError);
  expect(await buildWorker()).toContain('worker');
});
