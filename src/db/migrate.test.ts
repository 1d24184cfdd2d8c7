import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { FULL_TEXT_OBJECTS } from './fullText';
import { addMessage, readBranch } from './messages';
import type { Library } from './open';
import { findMessages } from './passages';
import { createProjectWithChat, listProjects } from './projects';
import { chats, messages } from './schema';
import { MIGRATIONS, openTestLibrary, temporaryFolder } from './testing';

/** Sorts after every real one. */
const LATER = '99991231235959_later';
const UNKNOWN = '99991231235959_unknown';

/** The released migrations and one more. */
function migrationsWith(name: string, statements: string[]): string {
  const folder = temporaryFolder();
  cpSync(MIGRATIONS, folder, { recursive: true });
  mkdirSync(path.join(folder, name));
  const text = statements.join('\n--> statement-breakpoint\n');
  writeFileSync(path.join(folder, name, 'migration.sql'), text);
  return folder;
}

async function tableSql(library: Library, table: string): Promise<string> {
  const rows = await library.db.all<{ sql: string }>(
    sql`select sql from sqlite_master where name = ${table}`,
  );
  return rows[0]?.sql ?? '';
}

/** What drizzle-kit generates when a table's constraints change: its triggers go without a word. */
const rebuild = (create: string, table: string) => [
  'PRAGMA foreign_keys=OFF;',
  create.replace(`\`${table}\` (`, `\`__new_${table}\` (\`later\` text,`),
  `INSERT INTO \`__new_${table}\` SELECT 'later', * FROM \`${table}\`;`,
  `DROP TABLE \`${table}\`;`,
  `ALTER TABLE \`__new_${table}\` RENAME TO \`${table}\`;`,
  'PRAGMA foreign_keys=ON;',
];

/** A library of the newest schema with something in it, closed again. */
async function filledLibrary() {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { project, chat } = await createProjectWithChat(library.db, { name: 'Payments' });
  await addMessage(library.db, { chatId: chat.id, role: 'user', text: 'why retry twice?' });
  const tables = {
    messages: await tableSql(library, 'messages'),
    files: await tableSql(library, 'files'),
  };
  await library.close();
  return { file, projectId: project.id, chatId: chat.id, tables };
}

const find = (library: Library, projectId: string, word: string) =>
  findMessages(library.db, { projectId, match: `"${word}"`, limit: 5, notInChat: '' });

async function objectNames(library: Library): Promise<string[]> {
  const rows = await library.db.all<{ name: string }>(sql`select name from sqlite_master`);
  return rows.map(({ name }) => name);
}

test('a new library has every full-text table and trigger, and no backup', async () => {
  const library = await openTestLibrary();
  expect(await objectNames(library)).toEqual(expect.arrayContaining(FULL_TEXT_OBJECTS));
  expect(library).toMatchObject({ readOnly: null, backup: null });
  await library.close();
});

test('opening a library again changes nothing', async () => {
  const { file } = await filledLibrary();
  const library = await openTestLibrary(file);
  expect(library).toMatchObject({ readOnly: null, backup: null });
  expect(existsSync(path.join(path.dirname(file), 'backups'))).toBe(false);
  await library.close();
});

test('triggers that a table rebuild dropped come back, and search goes on', async () => {
  const { file, projectId, chatId, tables } = await filledLibrary();
  const folder = migrationsWith(LATER, [
    ...rebuild(tables.messages, 'messages'),
    ...rebuild(tables.files, 'files'),
  ]);
  const library = await openTestLibrary(file, folder);

  expect(await tableSql(library, 'messages')).toContain('later');
  expect(await objectNames(library)).toEqual(expect.arrayContaining(FULL_TEXT_OBJECTS));
  await addMessage(library.db, { chatId, role: 'user', text: 'and webhooks?' });
  expect(await find(library, projectId, 'retry')).toHaveLength(1);
  expect(await find(library, projectId, 'webhooks')).toHaveLength(1);
  await library.close();
});

test('messages that a migration rewrites are found by their new words', async () => {
  const { file, projectId } = await filledLibrary();
  const folder = migrationsWith(LATER, [`UPDATE messages SET text = 'rewritten by a migration'`]);
  const library = await openTestLibrary(file, folder);
  expect(await find(library, projectId, 'rewritten')).toHaveLength(1);
  expect(await find(library, projectId, 'retry')).toEqual([]);
  await library.close();
});

test('before a migration a copy is made that can be opened and has everything', async () => {
  const { file, chatId } = await filledLibrary();
  const folder = migrationsWith(LATER, ['DELETE FROM messages']);
  const migrated = await openTestLibrary(file, folder);
  expect(await migrated.db.select().from(messages)).toEqual([]);
  await migrated.close();

  const backup = await openTestLibrary(migrated.backup ?? 'no backup');
  const [chat] = await backup.db.select().from(chats);
  expect(chat?.id).toBe(chatId);
  expect(await readBranch(backup.db, chat?.leafId ?? '')).toMatchObject([
    { text: 'why retry twice?' },
  ]);
  await backup.close();
});

test.each([
  ['fails', 'INSERT INTO nowhere VALUES (1)', 'no such table: nowhere'],
  ['leaves a chat without its project', 'DELETE FROM projects', 'did not pass its check'],
])('a migration that %s leaves the library as it was', async (_, statement, sentence) => {
  const { file, projectId } = await filledLibrary();
  const folder = migrationsWith(LATER, ['CREATE TABLE half (a)', statement]);
  await expect(openTestLibrary(file, folder)).rejects.toThrow(sentence);

  const library = await openTestLibrary(file);
  expect(await objectNames(library)).not.toContain('half');
  expect(await find(library, projectId, 'retry')).toHaveLength(1);
  await library.close();
});

test('a library of a newer version can be read, and says why it cannot be changed', async () => {
  const { file, chatId, projectId } = await filledLibrary();
  const newer = await openTestLibrary(file, migrationsWith(UNKNOWN, ['CREATE TABLE unknown (a)']));
  await newer.close();

  const library = await openTestLibrary(file);
  expect(library.readOnly).toContain('newer version of Better GPT');
  const refusal = { cause: { name: 'UserError', message: library.readOnly } };
  const { db } = library;
  await expect(db.update(chats).set({ draft: 'x' })).rejects.toMatchObject(refusal);
  await expect(
    addMessage(db, { chatId, role: 'user', text: 'no' }),
    'a batch is refused',
  ).rejects.toMatchObject({ message: library.readOnly });
  await expect(db.transaction(async (tx) => tx.delete(messages))).rejects.toMatchObject({
    message: library.readOnly,
  });
  const [chat] = await db.select().from(chats);
  expect(await readBranch(db, chat?.leafId ?? '')).toHaveLength(1);
  expect(await find(library, projectId, 'retry')).toHaveLength(1);
  await library.close();
});

test('windows that open a new library at the same moment share it', async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const libraries = await Promise.all([1, 2, 3, 4].map(() => openTestLibrary(file)));
  for (const [i, { db }] of libraries.entries()) {
    await createProjectWithChat(db, { name: `Window ${i}` });
  }
  for (const { db, close } of libraries) {
    expect(await listProjects(db)).toHaveLength(4);
    expect(await db.all(sql`select count(*) as n from users`)).toMatchObject([{ n: 1 }]);
    await close();
  }
});

test.each(['with space', '100%', '#1', 'what?', 'größe 漢字 🙂', "it's"])(
  'a library can be in a folder called %s',
  async (name) => {
    const folder = path.join(temporaryFolder(), name);
    mkdirSync(folder);
    const file = path.join(folder, 'library.db');
    const library = await openTestLibrary(file);
    await createProjectWithChat(library.db, { name });
    await library.close();

    const migrated = await openTestLibrary(file, migrationsWith(LATER, ['CREATE TABLE later (a)']));
    expect(await listProjects(migrated.db)).toMatchObject([{ name }]);
    await migrated.close();
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['library.db', 'backups']));
    expect(readdirSync(path.join(folder, 'backups'))).toHaveLength(1);
  },
);
