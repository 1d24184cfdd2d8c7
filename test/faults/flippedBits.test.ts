import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { finishAnswer } from '../../src/db/answers';
import { addExchange } from '../../src/db/exchanges';
import { hashOf, keepBlobs } from '../../src/db/blobs';
import { createChat, renameChat } from '../../src/db/chats';
import { Connection } from '../../src/db/connection';
import { copyPath } from '../../src/db/copyNames';
import { attachFiles, listFiles, setFileHashes } from '../../src/db/files';
import { createProject, updateProject } from '../../src/db/projects';
import { requests } from '../../src/db/schema';
import { MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { copyVerified } from '../../src/db/verifiedCopy';
import { checkLibrary } from '../../src/library/check';
import { describeRescue, type Rescue } from '../../src/library/salvage/rescue';
import { salvage } from '../../src/library/salvage/salvage';
import { testMaintenance } from '../../src/library/testing';
import { makePlace, WRITES } from './everyWrite';
import { isLong, randomFor, tally } from './faults';

const FAULTS = isLong ? 500 : 50;
const CHATS = 4;
const EXCHANGES = 20;
const INSTRUCTIONS = 'Answer in one sentence. Show the line.';
const SNAPSHOT = 'export const retries = 2;\n'.repeat(20);

const folder = temporaryFolder();
const master = path.join(folder, 'library.db');
const backup = path.join(folder, 'backup.db');
const textOf = (chat: number, n: number) =>
  `chat ${chat}, message ${n}: ${'why does the webhook retry twice? 🙂 '.repeat(1 + (n % 5) * (n % 5))}`;

/** Long messages go on on pages of their own. Its backup lacks the last chat. */
async function makeLibrary() {
  const { db, close } = await openTestLibrary(master);
  const { id: projectId } = await createProject(db, {
    name: 'Payments',
    description: 'All that has to do with money.',
    instructions: INSTRUCTIONS,
  });
  await keepBlobs(db, new Map([[hashOf(SNAPSHOT), Buffer.from(SNAPSHOT)]]));
  await attachFiles(db, projectId, [{ uri: 'file:///retries.ts', path: 'src/retries.ts' }]);
  for (const row of await listFiles(db, projectId)) {
    await setFileHashes(db, [{ row, hash: hashOf(SNAPSHOT) }]);
  }
  for (let chat = 0; chat < CHATS; chat++) {
    if (chat === CHATS - 1) using(master, (connection) => copyVerified(connection, backup));
    const { id: chatId } = await createChat(db, projectId, { title: `Webhooks, part ${chat}` });
    for (let n = 0; n < EXCHANGES; n++) {
      const request = { requestId: `request ${chat} ${n}`, model: 'test:model', owner: 'test' };
      const { answerId } = await addExchange(db, { chatId, text: textOf(chat, 2 * n), ...request });
      await finishAnswer(db, {
        messageId: answerId,
        text: textOf(chat, 2 * n + 1),
        reasoning: `Let me see: ${n}`,
        status: 'done',
        problem: null,
      });
    }
  }
  await db.all(`select 1 from names_fts where names_fts match 'webhooks'`); // its copies are there now
  await db.run('pragma wal_checkpoint(truncate)');
  await close();
}

function using<T>(file: string, work: (connection: Connection) => T): T {
  const connection = new Connection(file);
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

type Contents = Map<string, string>;
/** All that must not change without a word, by what it is called. */
const WRITTEN = `
  SELECT 'message ' || key, role || ': ' || text || ' | ' || reasoning FROM messages UNION ALL
  SELECT 'chat ' || key, title FROM chats UNION ALL
  SELECT 'project ' || key, name || ' | ' || description || ' | ' || instructions FROM projects UNION ALL
  SELECT 'file ' || key, path || ' | ' || hash FROM files UNION ALL
  SELECT 'content ' || hash, hex(content) FROM blobs`;
const contentsOf = (file: string): Contents =>
  using(file, (connection) => {
    const { rows } = connection.execute({ sql: WRITTEN, args: [] });
    return new Map(rows.map(([name, value]) => [String(name), String(value)]));
  });

await makeLibrary();
const whole = contentsOf(master);
const bytes = readFileSync(master);

type Change = readonly [at: number, mask: number];
interface Outcome {
  file: string;
  /** Null when the check found nothing. */
  rescue: Rescue | null;
  contents: Contents;
  /** The messages that say of themselves that they are not what was written. */
  marked: string[];
}

function damagedBy(changes: Change[], from = bytes): string {
  const file = path.join(temporaryFolder(), 'library.db');
  const damaged = Buffer.from(from);
  for (const [at, mask] of changes) damaged.writeUInt8((from[at] ?? 0) ^ mask, at);
  writeFileSync(file, damaged);
  return file;
}

/** As after an unclean end: the whole file is checked, and repaired when it is damaged. */
function repaired(changes: Change[], ...backups: string[]): Outcome {
  return repairedFile(damagedBy(changes), ...backups);
}

function repairedFile(file: string, ...backups: string[]): Outcome {
  const said = (of: string) => ({ file: of, contents: contentsOf(of), marked: markedIn(of) });
  if (checkLibrary(file, ignored) === null) return { rescue: null, ...said(file) };
  const to = `${file}.incoming`;
  const input = {
    file,
    to,
    migrationsFolder: MIGRATIONS,
    origin: 'test',
    backups,
    fillsGaps: true,
  };
  const rescue = salvage(input, ignored);
  expect(checkLibrary(to, ignored), 'what was repaired is not damaged').toBeNull();
  return { rescue, ...said(to) };
}

const markedIn = (file: string): string[] =>
  using(file, (connection) => {
    const sql = `SELECT 'message ' || key FROM messages WHERE checksum < 0`;
    return connection.execute({ sql, args: [] }).rows.map(([name]) => String(name));
  });
const ignored = () => undefined;

const changedIn = ({ contents }: Outcome) =>
  [...contents].filter(([name, value]) => whole.get(name) !== value).map(([name]) => name);
const missingIn = ({ contents }: Outcome) =>
  [...whole.keys()].filter((name) => !contents.has(name));

/** Everything is as it was written, or it is said what is not: at once, and under a message for good. */
function expectHonest(outcome: Outcome): void {
  const { unreadablePages = 0, unreadableRows = 0, kept = [] } = outcome.rescue ?? {};
  const changed = changedIn(outcome).filter((name) => whole.has(name));
  expect(changed.filter((name) => name.startsWith('message '))).toEqual(outcome.marked);
  if (unreadablePages + unreadableRows > 0) return;
  expect(missingIn(outcome)).toEqual([]);
  expect(changedIn(outcome).length, kept.join()).toBeLessThanOrEqual(kept.length);
}

const random = randomFor('flipped bits');
const below = (n: number) => Math.floor(random() * n);
/** Of a message that is on one page: where its text is. */
function someText(): number {
  for (;;) {
    const at = bytes.indexOf(`chat ${below(CHATS)}, message ${below(2 * EXCHANGES)}: `);
    if (at >= 0) return at + below(60);
  }
}

test(`of ${FAULTS} flipped bits none changes a word, or it is said which`, () => {
  const outcomes = Array.from({ length: FAULTS }, (_, n): Outcome => {
    const at = n % 2 === 0 ? someText() : below(bytes.length);
    const change = [at, 1 << below(8)] as const;
    return withSeedNow(`the bits ${change[1]} of the byte at ${at} flipped`, () => {
      const outcome = repaired([change], backup);
      expectHonest(outcome);
      return outcome;
    });
  });
  const rescues = outcomes.flatMap(({ rescue }) => rescue ?? []);
  const healed = rescues.filter(({ healedRows }) => healedRows > 0).length;
  const named = rescues.reduce((sum, { kept }) => sum + kept.length, 0);
  tally({
    fault: 'a bit flipped',
    tried: FAULTS,
    checked: `${FAULTS * whole.size} words, names and contents`,
    remarks: `${rescues.length} noticed, ${healed} put right, ${named} named; nothing that was not noticed had changed a word`,
  });
  expect(rescues.length).toBeGreaterThan(FAULTS / 3);
});

const placeOf = (words: string) => bytes.indexOf(words);
/** Beyond what is on the row's own page. */
const longText = () => placeOf(textOf(1, 4)) + 600;

/** Before the message's first column, its id. */
function rowNumber(): number {
  const text = textOf(2, 2);
  const key = [...whole].find(([, value]) => value === `user: ${text} | `)?.[0].split(' ')[1];
  const id = placeOf(`userdone${text}`) - 3 * 36;
  return bytes.lastIndexOf(Number(key), id);
}

describe('one bit is put right without any backup', () => {
  const PLACES: Record<string, () => number> = {
    'a text': () => placeOf(textOf(3, 10)) + 30,
    'a long text': longText,
    'an emoji': () => placeOf(textOf(3, 0)) + textOf(3, 0).indexOf('🙂'),
    'a reasoning': () => placeOf('Let me see: 7') + 4,
    'a title': () => placeOf('Webhooks, part 2') + 3,
    instructions: () => placeOf(INSTRUCTIONS) + 9,
    'the path of a file': () => placeOf('src/retries.ts') + 1,
    'a row’s number': rowNumber,
    'a role': () => placeOf(`userdone${textOf(2, 2)}`) + 1,
    'a status': () => placeOf(`userdone${textOf(2, 2)}`) + 5,
  };
  test.each(Object.entries(PLACES))('in %s', (name, place) => {
    for (const mask of [1, 2, 0x20, ...(name === 'a row’s number' ? [] : [0x80])]) {
      const outcome = repaired([[place(), mask]]);
      expect(outcome.rescue?.healedRows).toBe(1);
      expect(outcome.contents).toEqual(whole);
      expect(describeRescue(outcome.rescue as Rescue, 'aside.db')).toContain(
        'Nothing that the library held was lost. What had changed in 1 place was put right.',
      );
    }
  });

  test('in the copies that the search has of names, which are made anew', () => {
    const at = bytes.lastIndexOf('Webhooks, part 2');
    for (const place of [at, placeOf('Webhooks, part 2')]) {
      expect(repaired([[place + 1, 2]]).contents).toEqual(whole);
    }
  });
});

describe('more than a bit', () => {
  const places: Change[] = [10, 20, 30].map((n) => [placeOf(textOf(1, 2)) + n, 1]);

  test('comes from the newest backup', () => {
    const outcome = repaired(places, backup);
    expect(outcome.rescue).toMatchObject({ flawedRows: 1, healedRows: 1, kept: [] });
    expect(outcome.contents).toEqual(whole);
  });

  test('comes from the one before when the newest is damaged too, or is another row', () => {
    const [damaged, others] = [damagedBy(places), damagedBy([])];
    using(others, (connection) =>
      connection.withoutForeignKeys(() =>
        connection.script(`UPDATE messages SET id = 'other ' || key`),
      ),
    );
    for (const newest of [damaged, others]) {
      const outcome = repaired(places, newest, backup);
      expect(outcome.rescue?.kept).toEqual([]);
      expect(outcome.contents).toEqual(whole);
    }
  });

  test('stays as it is and is named where no backup has it, once', () => {
    const outcome = repaired(places);
    const name = `a message in “Webhooks, part 1”`;
    expect(outcome.rescue?.kept).toEqual([expect.stringContaining(name)]);
    expect(describeRescue(outcome.rescue as Rescue, 'aside.db')).toContain(name);
    expect(changedIn(outcome)).toHaveLength(1);
    expect(changedIn(outcome)).toEqual(outcome.marked);
    expect(missingIn(outcome)).toEqual([]);
  });

  test('has its mark for good, in a library that is damaged again', () => {
    const { file, contents, marked } = repaired(places);
    const left = readFileSync(file);
    const again = (...changes: Change[]) => repairedFile(damagedBy(changes, left));
    const at = left.indexOf(textOf(1, 2).slice(0, 10));
    const elsewhere = left.indexOf(textOf(3, 10)) + 30;
    for (const place of [elsewhere, at + 40]) {
      const outcome = again([place, 1]);
      expect(outcome.rescue).toMatchObject({ healedRows: 1, kept: [] });
      expect(outcome).toMatchObject({ contents, marked });
    }
    const worse = again([at + 40, 1], [at + 50, 1]);
    expect(worse.rescue?.kept).toHaveLength(1);
    expect(worse.marked).toEqual(marked);
    expect(worse.contents).not.toEqual(contents);
  });

  test.each([
    ['sound', []],
    ['kept', places],
  ])(
    'and the checksum of a %s message is not taken for another when a bit of it flips',
    (_, changes) => {
      const { file, contents, marked } = repaired(changes);
      const key = Number(marked[0]?.split(' ')[1] ?? 7);
      const sum = using(file, (connection) => {
        const sql = 'SELECT checksum FROM messages WHERE key = ?';
        return Number(connection.execute({ sql, args: [key] }).rows[0]?.[0]);
      });
      for (const flipped of everyBitFlipped(sum)) {
        using(file, (connection) =>
          connection.script(`UPDATE messages SET checksum = ${flipped} WHERE key = ${key}`),
        );
        const outcome = repairedFile(file);
        expect(outcome.rescue?.healedRows).toBe(1);
        expect(outcome).toMatchObject({ contents, marked });
      }
    },
  );

  test('is not taken from a backup of before the answer went on', async () => {
    const before = path.join(temporaryFolder(), 'before.db');
    using(master, (connection) => copyVerified(connection, before));
    using(before, (connection) =>
      connection.execute({
        sql: `UPDATE messages SET text = 'chat 1, mes', checksum = NULL WHERE text = ?`,
        args: [textOf(1, 2)],
      }),
    );
    const outcome = repaired(places, before);
    expect(outcome.rescue?.kept).toHaveLength(1);
    expect([...outcome.contents.values()]).not.toContain('user: chat 1, mes | ');
  });
});

/** As SQLite stores a number: in four bytes or in six. */
function everyBitFlipped(sum: number): bigint[] {
  const bits = sum === (sum | 0) ? 32 : 48;
  return Array.from({ length: bits }, (_, bit) =>
    BigInt.asIntN(bits, BigInt(sum) ^ (1n << BigInt(bit))),
  );
}

describe('what is kept of a file', () => {
  const place = () => placeOf(SNAPSHOT) + 100;

  test('comes from the newest backup', () => {
    expect(repaired([[place(), 4]], backup).contents).toEqual(whole);
  });

  test('is named where no backup has it, and is called by what it is now', () => {
    const outcome = repaired([[place(), 4]]);
    expect(outcome.rescue?.kept).toEqual(['what is kept of “src/retries.ts”']);
    const file = [...outcome.contents.values()].find((value) => value.startsWith('src/retries.ts'));
    expect(file).not.toContain(hashOf(SNAPSHOT));
    expect(outcome.contents.has(`content ${file?.split(' | ')[1]}`)).toBe(true);
  });

  test('has its own name again when only that was damaged', () => {
    const at = bytes.lastIndexOf(hashOf(SNAPSHOT), placeOf(SNAPSHOT));
    expect(repaired([[at + 5, 1]]).contents).toEqual(whole);
  });
});

describe('no false alarm', () => {
  const ODD = ['👩‍👩‍👧‍👦 🇨🇭', 'half \ud83d', 'a\0b', 'one\r\ntwo\n', '\ufefffirst', 'é e\u0301'];
  const indexed = `select 1 from names_fts where names_fts match 'x'`;

  test('after any kind of write', async () => {
    const file = path.join(temporaryFolder(), 'library.db');
    const { db, close } = await openTestLibrary(file);
    const place = await makePlace(db);
    for (const write of Object.values(WRITES)) {
      await write(db, place);
      expect(checkLibrary(file, ignored)).toBeNull();
    }
    await db.update(requests).set({ durationMs: 12.5, temperature: 1 });
    await close();
    expect(checkLibrary(file, ignored)).toBeNull();
  });

  test.each(ODD)('about names like %j, whenever they change', async (odd) => {
    const file = path.join(temporaryFolder(), 'library.db');
    const { db, close } = await openTestLibrary(file);
    const { id } = await createProject(db, { name: odd, instructions: odd.repeat(50_000) });
    const chat = await createChat(db, id, { title: odd });
    const expectNone = () => expect(checkLibrary(file, ignored)).toBeNull();
    expectNone();
    await db.all(indexed);
    expectNone();
    await renameChat(db, chat.id, `${odd}${odd}`);
    await updateProject(db, id, { description: odd, instructions: '' });
    expectNone();
    await db.all(indexed);
    await close();
    expectNone();
  });
});

test('no backup is made of a library in which a word has changed', async () => {
  const run = await testMaintenance();
  const file = damagedBy([[placeOf(textOf(1, 2)) + 30, 1]]);
  const copy = copyPath(file, 'daily');
  await expect(run('backUp', { file, copy })).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
  expect(existsSync(copy)).toBe(false);
});

function withSeedNow<T>(fault: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${fault}: ${String(error)}`, { cause: error });
  }
}
