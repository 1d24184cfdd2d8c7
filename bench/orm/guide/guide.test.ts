import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client/sqlite3';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { migrate } from 'drizzle-orm/libsql/migrator';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogOf } from './catalog';
import { chats, chatTags, files, messages, projects, relations, tags, users } from './schema';

const read = (name: string) =>
  readFileSync(path.join(import.meta.dirname, name), 'utf8').replaceAll('\r\n', '\n');
const prismaSql = read('prisma.sql');
const prismaRows = read('prismaRows.sql');
const schema = path.relative(process.cwd(), path.join(import.meta.dirname, 'schema.ts'));
const folder = mkdtempSync(path.join(tmpdir(), 'guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drizzleKit = (...args: string[]) =>
  execFileSync(
    process.execPath,
    ['node_modules/drizzle-kit/bin.cjs', ...args, '--dialect', 'turso', '--schema', schema],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );

const catalogAfter = (script: string) => {
  const db = new Database(':memory:');
  db.exec(script);
  return catalogOf(db);
};

/** A library that Prisma made, in a file of its own. */
function libraryOfPrisma(name: string, ...scripts: string[]) {
  const file = path.join(folder, name);
  const bare = new Database(file);
  for (const script of scripts) bare.exec(script);
  bare.close();
  const client = createClient({ url: `file:${file}`, concurrency: 1 });
  return { client, file, db: drizzle({ client, relations }) };
}

// drizzle-kit is a program of its own, which a busy machine starts slowly.
describe('from Prisma to Drizzle', { timeout: 60_000 }, () => {
  it('is proven with what Prisma makes of its schema as it is now', () => {
    const hash = createHash('sha256').update(read('schema.prisma')).digest('hex');
    expect(
      prismaSql,
      'schema.prisma has changed: run `ORM_UPDATE_GUIDE=1 npm run bench -- orm`',
    ).toContain(hash);
  });

  it('makes the same tables, columns, indexes and references', () => {
    expect(catalogAfter(drizzleKit('export'))).toEqual(catalogAfter(prismaSql));
  });

  it.each([
    ['a type', '"title" TEXT', '"title" BLOB'],
    ['a default', "DEFAULT 'New Chat'", "DEFAULT 'Chat'"],
    ['what may be null', '"email" TEXT', '"email" TEXT NOT NULL'],
    ['a key that may be null', '"id" TEXT NOT NULL PRIMARY KEY', '"id" TEXT PRIMARY KEY'],
    ['the order of a key', 'KEY ("project_id", "path")', 'KEY ("path", "project_id")'],
    ['the order of an index', '"updated_at" DESC', '"updated_at"'],
    ['what is unique', 'CREATE UNIQUE INDEX "tags_name_key"', 'CREATE INDEX "tags_name_key"'],
    ['the name of an index', '"_ChatToTag_B_index"', '"tags_of_chats"'],
    ['what deleting does', 'ON DELETE SET NULL', 'ON DELETE CASCADE'],
    ['what is referred to', 'REFERENCES "tags" ("id")', 'REFERENCES "chats" ("id")'],
    ['numbers used again', ' AUTOINCREMENT', ''],
    ['one column more', '"name" TEXT NOT NULL', '"name" TEXT NOT NULL, "more" TEXT'],
  ])('would notice %s', (_what, from, to) => {
    expect(prismaSql).toContain(from);
    expect(catalogAfter(prismaSql.replace(from, to))).not.toEqual(catalogAfter(prismaSql));
  });

  it('reads what Prisma stored as Prisma reads it', async () => {
    const { db, client } = libraryOfPrisma('read.db', prismaSql, prismaRows);
    const all = await db.query.projects.findMany({
      with: {
        files: true,
        chats: {
          with: {
            tags: { orderBy: { id: 'asc' } },
            messages: {
              orderBy: { id: 'asc' },
              with: { author: true, versions: { orderBy: { id: 'asc' } } },
            },
          },
        },
      },
    });
    expect(plain(all)).toEqual(JSON.parse(read('prismaRead.json')));
    client.close();
  });

  it('stores what Prisma stores', async () => {
    const { db, client, file } = libraryOfPrisma('write.db', prismaSql);
    await db.transaction(async (tx) => {
      await tx.insert(users).values([
        { id: 'ada', name: 'Ada', email: 'ada@example.org', createdAt: time(0) },
        { id: 'bob', name: 'Bob', createdAt: time(1) },
      ]);
      await tx.insert(projects).values({
        name: 'Payments',
        settings: { model: 'a:b', temperature: 0.5 },
        budget: '12.34',
        shelf: 'archived',
        createdAt: time(2),
        updatedAt: time(3),
      });
      const content = Buffer.from([0, 1, 254, 255]);
      await tx.insert(files).values({ projectId: 1, path: 'src/é.ts', content });
      const retries = { title: 'Retries', pinned: true, createdAt: time(4), updatedAt: time(5) };
      await tx.insert(chats).values({ projectId: 1, ...retries });
      await tx.insert(tags).values([{ name: 'bug' }, { name: 'later' }]);
      await tx.insert(chatTags).values([
        { chatId: 1, tagId: 1 },
        { chatId: 1, tagId: 2 },
      ]);
      const first = 4_294_967_296n;
      const shared = { chatId: 1, createdAt: time(6) };
      const answer = { ...shared, role: 'assistant', parentId: first } as const;
      await tx.insert(messages).values([
        { ...shared, id: first, role: 'user', text: "Why 'twice'?", authorId: 'ada' },
        { ...answer, id: first + 1n, text: 'É', costUsd: 0.25 },
        { ...answer, id: first + 2n, text: '二' },
      ]);
    });
    client.close();
    expect(storedRows(file)).toBe(prismaRows);
  });

  it('reads the times that the database set by itself', async () => {
    const { db, client } = libraryOfPrisma('now.db', prismaSql);
    await db.run(sql`INSERT INTO users (id, name) VALUES ('eve', 'Eve')`);
    const [eve] = await db.select().from(users);
    expect(Math.abs(Date.now() - Number(eve?.createdAt))).toBeLessThan(60_000);
    client.close();
  });

  it('takes a library over as it is, and migrates it from there on', async () => {
    const { db, client, file } = libraryOfPrisma('taken.db', prismaSql, prismaRows);
    const before = storedRows(file);
    const migrationsFolder = path.join(folder, 'migrations');
    drizzleKit('generate', '--out', migrationsFolder, '--name', 'as_prisma_left_it');

    await expect(migrate(db, { migrationsFolder })).rejects.toThrow('already exists');
    // What `drizzle-kit pull --init` calls: not in the types, as of 1.0.0-rc.5.
    await migrate(db, { migrationsFolder, init: true } as { migrationsFolder: string });
    await migrate(db, { migrationsFolder });
    expect(storedRows(file)).toBe(before);

    addMigration(
      migrationsFolder,
      `ALTER TABLE chats ADD COLUMN "draft" text DEFAULT '' NOT NULL;`,
    );
    await migrate(db, { migrationsFolder });
    const [chat] = await db.all<{ title: string; draft: string }>(sql`SELECT * FROM chats`);
    expect(chat).toMatchObject({ title: 'Retries', draft: '' });
    client.close();
  });
});

/** As drizzle-kit would after a change of the schema. */
function addMigration(migrationsFolder: string, script: string) {
  const next = path.join(migrationsFolder, '29991231235959_next');
  mkdirSync(next);
  writeFileSync(path.join(next, 'migration.sql'), script);
}

const time = (second: number) => new Date(Date.UTC(2026, 0, 2, 3, 4, second, 56));

/** As the file prismaRead.json has it: JSON has no dates, big integers and bytes. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, function (this: Record<string, unknown>, key, part: unknown) {
      const original = this[key];
      if (typeof original === 'bigint') return String(original);
      return original instanceof Uint8Array ? Buffer.from(original).toString('hex') : part;
    }),
  );

function storedRows(file: string): string {
  const db = new Database(file);
  const all = (query: string) => db.prepare(query).all() as Record<string, string>[];
  const names = ['users', 'projects', 'chats', 'messages', 'files', 'tags', '_ChatToTag'];
  const statements = names.flatMap((table) => {
    const columns = all(`PRAGMA table_info("${table}")`).map(({ name }) => `quote("${name}")`);
    const stored = all(
      `SELECT ${columns.join(` || ', ' || `)} AS row FROM "${table}" ORDER BY rowid`,
    );
    return stored.map(({ row }) => `INSERT INTO "${table}" VALUES (${row});`);
  });
  db.close();
  return statements.join('\n') + '\n';
}
