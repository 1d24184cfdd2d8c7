import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createChat } from '../../src/db/chats';
import { addMessage, readBranch } from '../../src/db/messages';
import type { Db, Library } from '../../src/db/open';
import { createProject } from '../../src/db/projects';
import { buildWorker, MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { copyPath } from '../../src/db/copyNames';
import { type OpenedSafely, openSafely } from '../../src/library/openSafely';
import { testMaintenance } from '../../src/library/testing';
import { isLong, randomFor, tally, withSeed } from './faults';

const run = await testMaintenance();
const workerFile = await buildWorker();

const open = (file: string, migrationsFolder = MIGRATIONS) =>
  openSafely({ file, migrationsFolder, origin: 'test', workerFile, run });

const FAULTS = isLong ? 500 : 50;
const CHATS = 8;
const MESSAGES = 40;
const textOf = (chat: number, n: number) =>
  `chat ${chat}, message ${n}: ${'why does the webhook retry twice? 🙂 '.repeat(1 + (n % 7) * (n % 7))}`;

/** Some hundred pages, long messages on pages of their own included. Its backup lacks the last chat. */
async function makeLibrary(): Promise<string> {
  const file = path.join(temporaryFolder(), 'library.db');
  const { db, close } = await openTestLibrary(file);
  const project = await createProject(db, { name: 'Payments', instructions: 'Be brief.' });
  for (let chat = 0; chat < CHATS; chat++) {
    if (chat === CHATS - 1) await run('backUp', { file, copy: copyPath(file, 'daily') });
    const { id } = await createChat(db, project.id, { title: `Chat ${chat}` });
    for (let n = 0; n < MESSAGES; n++) {
      await addMessage(db, {
        chatId: id,
        role: n % 2 ? 'assistant' : 'user',
        text: textOf(chat, n),
      });
    }
  }
  await close();
  return file;
}

const master = await makeLibrary();
const rowsOf = async (db: Db) => {
  const rows = await db.all<{ id: string; text: string }>(sql`select id, text from messages`);
  return new Map(rows.map(({ id, text }) => [id, text]));
};
const whole = await (async () => {
  const library = await openTestLibrary(master);
  const rows = await rowsOf(library.db);
  await library.close();
  return rows;
})();

const unmarked = (db: Db) =>
  db.all<{ id: string; text: string }>(sql`select id, text from messages where checksum >= 0`);

/** A fresh copy of the library, with its backups when asked for. */
function copyOfMaster(withBackup: boolean): string {
  const file = path.join(temporaryFolder(), 'library.db');
  copyFileSync(master, file);
  if (!withBackup) return file;
  mkdirSync(path.join(path.dirname(file), 'backups'));
  const backups = path.join(path.dirname(master), 'backups');
  for (const name of readdirSync(backups)) {
    copyFileSync(path.join(backups, name), path.join(path.dirname(file), 'backups', name));
  }
  return file;
}

async function expectSound({ db }: Library) {
  expect(await db.all(sql`pragma integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
  expect(await db.all(sql`pragma foreign_key_check`)).toEqual([]);
  await db.all(sql`select count(*) from messages_fts where messages_fts match 'webhook'`);
  await db.run(sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`);
}

/** As after an unclean end, which a full check follows. */
async function openChecked(file: string): Promise<OpenedSafely> {
  writeFileSync(`${file}-wal`, '');
  return open(file);
}

interface Tally {
  reported: number;
  lost: number;
  changed: number;
}

/** Everything that is in the library afterwards is what was written; what is not there was reported. */
async function expectSaved(file: string, damaged: Buffer): Promise<Tally> {
  const { library, rescued } = await openChecked(file);
  const rows = await rowsOf(library.db);
  const texts = new Set(rows.values());
  const lost = [...whole].filter(([id, text]) => !rows.has(id) && !texts.has(text)).length;
  const changed = [...rows].filter(([id, text]) => whole.get(id) !== text).length;
  if (changed > 0) expect(rescued?.rescue.flawedRows).toBeGreaterThan(0);
  for (const { id, text } of await unmarked(library.db)) {
    expect(text, 'says so where it is not what was written').toBe(whole.get(id) ?? text);
  }
  if (lost > 0) {
    expect(rescued, 'what is lost is reported').not.toBeNull();
    const { unreadablePages = 0, unreadableRows = 0 } = rescued?.rescue ?? {};
    expect(unreadablePages + unreadableRows).toBeGreaterThan(0);
  }
  if (rescued) {
    expect(readFileSync(rescued.aside).equals(damaged), 'set aside as it was').toBe(true);
    await expectSound(library);
    const [chat] = await library.db.all<{ leaf_id: string }>(
      sql`select leaf_id from chats where leaf_id is not null limit 1`,
    );
    if (chat) expect((await readBranch(library.db, chat.leaf_id)).length).toBeGreaterThan(0);
  }
  await library.close();
  return { reported: rescued ? 1 : 0, lost, changed };
}

const sum = (tallies: Tally[], key: keyof Tally) => tallies.reduce((n, one) => n + one[key], 0);
const random = randomFor('damage');
/** The same faults in every short run. */
const spread = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => {
    const within = isLong ? random() : 0.5;
    return Math.floor(((i + within) / count) * size);
  });

test('a sound library passes every check, also while it is written to', async () => {
  const file = copyOfMaster(false);
  expect(await run('check', { file })).toBeNull();
  const { library, rescued } = await open(file);
  expect(rescued).toBeNull();
  let isChecked = false;
  const checking = run('check', { file }).finally(() => (isChecked = true));
  while (!isChecked) await createProject(library.db, { name: 'written meanwhile' });
  expect(await checking).toBeNull();
  await library.close();
});

/**
 * Where in the file a message is. Left out are those of which a former place still shows, and long ones, which go on on
 * pages elsewhere.
 */
const placeOf = (() => {
  const bytes = readFileSync(master);
  const entries = [...whole].flatMap(([id, text]): [string, number][] => {
    const mark = text.slice(0, text.indexOf(':') + 1);
    const at = bytes.indexOf(mark);
    return at === bytes.lastIndexOf(mark) && text.length < 800 ? [[id, at]] : [];
  });
  return new Map(entries);
})();

test(`a library cut at ${FAULTS} places keeps every message of the pages that are left`, async () => {
  const { size } = statSync(master);
  const tallies: Tally[] = [];
  for (const end of [...spread(FAULTS, size), size - 3_154]) {
    const file = copyOfMaster(false);
    truncateSync(file, end);
    const left = readFileSync(file);
    const expected = [...placeOf].filter(([, at]) => at + 4096 < end).map(([id]) => id);
    const opened = await open(file).catch((error: Error) => error);
    if (opened instanceof Error) {
      expect(opened.message).toContain('not a library of Better GPT');
      expect(readFileSync(file).equals(left)).toBe(true);
      continue;
    }
    expect(opened.rescued).not.toBeNull();
    const rows = await rowsOf(opened.library.db);
    await expectSound(opened.library);
    await opened.library.close();
    tallies.push({ reported: 1, lost: whole.size - rows.size, changed: 0 });
    for (const [id, text] of rows) expect(whole.get(id)).toBe(text);
    expect(expected.filter((id) => !rows.has(id))).toEqual([]);
  }
  tally({
    fault: 'the file cut',
    tried: FAULTS + 1,
    checked: `every message of the pages that were left`,
    remarks: `${tallies.length} salvaged, the others too short; all said so`,
  });
  expect(placeOf.size).toBeGreaterThan(whole.size / 3);
  expect(tallies.length).toBeGreaterThan(FAULTS / 2);
});

test(`a library with a byte flipped at ${FAULTS} places keeps every message, or says what is missing`, async () => {
  const { size } = statSync(master);
  const tallies: Tally[] = [];
  const bytes = readFileSync(master);
  // Headers of pages first: that is where one byte does the most harm.
  const places = [
    ...spread(FAULTS / 2, size / 4096).map((page) => page * 4096 + (page % 12)),
    ...spread(FAULTS / 2, size),
    // Once ended in SQLite's own error: the page that leads to the last of its children.
    81_928,
    // Once took the first migration for one that had not been applied: its name in the list of them.
    bytes.indexOf('20261122123419_library') + 6,
    // The table’s own name, in its first place and its second.
    bytes.indexOf('tablemessagesmessages') + 'table'.length,
    bytes.indexOf('tablemessagesmessages') + 'tablemessages'.length,
  ];
  for (const at of places) {
    const file = copyOfMaster(false);
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
    writeFileSync(file, flipped);
    tallies.push(await withSeed(`the byte at ${at} flipped`, () => expectSaved(file, flipped)));
  }
  tally({
    fault: 'a byte flipped',
    tried: places.length,
    checked: `${places.length * whole.size} messages`,
    remarks: `${sum(tallies, 'reported')} reported, with ${sum(tallies, 'lost')} messages named as gone; ${sum(tallies, 'changed')} have another letter`,
  });
  expect(sum(tallies, 'reported')).toBeGreaterThan(10);
  // One page holds some; nothing may take more than its own page along.
  expect(Math.max(...tallies.map(({ lost }) => lost))).toBeLessThan(60);
});

test('a page that leads to one child twice, and to another not at all, loses no message', async () => {
  const file = copyOfMaster(false);
  const damaged = readFileSync(file);
  const page = pagesThatLead(damaged).find((at) => damaged.readUInt16BE(at + 3) > 3) ?? Number.NaN;
  const child = (n: number) => page + damaged.readUInt16BE(page + 12 + 2 * n);
  damaged.writeUInt32BE(damaged.readUInt32BE(child(1)), child(2));
  writeFileSync(file, damaged);
  const { lost } = await withSeed('a child twice', () => expectSaved(file, damaged));
  tally({ fault: 'a child twice', tried: 1, checked: `${whole.size} messages` });
  expect(lost).toBe(0);
});

/** Interior pages of tables, the root of the messages among them. */
const pagesThatLead = (bytes: Buffer) =>
  Array.from({ length: bytes.length / 4096 }, (_, n) => n * 4096).filter((at) => bytes[at] === 5);

/** What comes before a message's text in its row, and how far before. */
const BEFORE_TEXT = { status: 2, role: 6, parent_id: 28, chat_id: 64, id: 100 };

test.each(Object.entries(BEFORE_TEXT))(
  'a message whose %s has a broken letter stays where it was',
  async (column, distance) => {
    const rowsIn = async (db: Db) =>
      db.all(sql`select id, chat_id, parent_id, role, status, text from messages order by key`);
    const sound = await openTestLibrary(copyOfMaster(false));
    const expected = await rowsIn(sound.db);
    await sound.close();
    const file = copyOfMaster(false);
    const bytes = readFileSync(file);
    const id = [...whole].find(([, text]) => text === textOf(3, 10))?.[0] ?? '';
    const at = (placeOf.get(id) ?? 0) - distance;
    bytes.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
    writeFileSync(file, bytes);

    const { library, rescued } = await openChecked(file);
    expect(rescued?.rescue.flawedRows).toBe(1);
    expect(await rowsIn(library.db)).toEqual(expected);
    await expectSound(library);
    await library.close();
    tally({ fault: `a broken ${column}`, tried: 1, checked: 'every row' });
  },
);
