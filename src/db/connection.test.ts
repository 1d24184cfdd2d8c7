import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { Connection } from './connection';
import { temporaryFolder } from './testing';
import { UserError } from './userError';

const PATIENCE = 30;
let file: string;
let connection: Connection;

beforeEach(() => {
  file = path.join(temporaryFolder(), 'library.db');
  connection = new Connection(file, PATIENCE);
  connection.script('PRAGMA journal_mode = WAL');
  connection.script('CREATE TABLE notes (text text NOT NULL)');
});

const write = (text: string) =>
  connection.execute({ sql: 'INSERT INTO notes VALUES (?)', args: [text] });
/** What another process would see. */
const stored = () =>
  new Connection(file).execute({ sql: 'SELECT text FROM notes', args: [] }).rows.flat();

test('a write while another window holds the lock is refused in a sentence, and the next one is stored', () => {
  const other = new Connection(file, PATIENCE);
  other.begin();
  expect(() => write('too early')).toThrow(UserError);
  expect(() => connection.begin()).toThrow('Another window has been writing');
  other.rollback();

  for (let i = 0; i < 20; i++) write(`later ${i}`);
  expect(stored()).toHaveLength(20);
});

test('a read does not wait for who is writing', () => {
  write('before');
  const other = new Connection(file, PATIENCE);
  other.begin();
  other.execute({ sql: 'INSERT INTO notes VALUES (?)', args: ['unfinished'] });
  const { rows } = connection.execute({ sql: 'SELECT text FROM notes', args: [] });
  expect(rows).toEqual([['before']]);
  other.rollback();
});

test('work that can wait does nothing while another window writes', () => {
  const other = new Connection(file, PATIENCE);
  other.begin();
  expect(connection.inTransactionIfFree(() => write('not now'))).toBe(false);
  other.rollback();
  expect(connection.inTransactionIfFree(() => write('now'))).toBe(true);
  expect(stored()).toEqual(['now']);
});

test('a commit that has to wait too long for a reader is refused, and the next one is stored', () => {
  // Without WAL, readers are waited for.
  connection.script('PRAGMA journal_mode = DELETE');
  write('first');
  const reader = new Connection(file, PATIENCE);
  reader.script('BEGIN');
  reader.execute({ sql: 'SELECT * FROM notes', args: [] });
  expect(() => write('too early')).toThrow(UserError);
  reader.script('COMMIT');

  for (let i = 0; i < 20; i++) write(`later ${i}`);
  expect(stored()).toHaveLength(21);
});

test('a batch that fails leaves nothing behind', () => {
  const sql = 'INSERT INTO notes VALUES (?)';
  expect(() =>
    connection.batch([
      { sql, args: ['one'] },
      { sql, args: [null] },
    ]),
  ).toThrow('NOT NULL');
  expect(stored()).toEqual([]);
});

test('more kinds of statements than are kept prepared go on working', () => {
  for (let i = 0; i < 600; i++) {
    const sql = `SELECT ${i} AS n`;
    expect(connection.execute({ sql, args: [] })).toMatchObject({ columns: ['n'], rows: [[i]] });
  }
});

test('writes are refused with the reason for it, reads go on', () => {
  write('before');
  connection.refuseWrites('This library is a museum.');
  expect(() => write('after')).toThrow(new UserError('This library is a museum.'));
  expect(() => connection.batch([{ sql: 'DELETE FROM notes', args: [] }])).toThrow('museum');
  const withClause = 'WITH n AS (SELECT text FROM notes) SELECT text FROM n';
  expect(connection.execute({ sql: withClause, args: [] }).rows).toEqual([['before']]);
});
