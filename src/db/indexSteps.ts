import { checksumOf } from './checksum';
import type { Connection } from './connection';
import { INDEXED } from './fullText';
import { CHANGED_NAMES } from './namesIndex';
import { extraTerms } from './searchTerms';
import type { Bindable } from './workerProtocol';

/** How much is indexed in one go: what else the library is asked meanwhile waits. */
const STEP = { rows: 1_000, characters: 500_000 };
const PAGE = 100;

export function isIndexBehind(connection: Connection): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM messages WHERE key > ${INDEXED}),
    EXISTS (SELECT 1 FROM names_fts_changed)`;
  const [row] = rowsOf(connection, sql);
  return row?.[0] === 1 || row?.[1] === 1;
}

/** Takes the index some messages and names further. In the transaction that is open. */
export function advanceIndex(connection: Connection): void {
  indexNames(connection);
  const [row] = rowsOf(connection, `SELECT ${INDEXED}`);
  const from = Number(row?.[0] ?? 0);
  const upTo = writeTerms(connection, from);
  if (upTo === from) return;
  run(
    connection,
    `INSERT INTO messages_fts (rowid, text, terms) SELECT key, text, terms FROM messages
      WHERE key > ? AND key <= ? AND status <> 'streaming' ORDER BY key`,
    [from, upTo],
  );
  run(connection, 'UPDATE messages_fts_progress SET last_key = ?', [upTo]);
}

/** Of the messages after `from`, as many as are indexed in one go. Returns the last one's key. */
function writeTerms(connection: Connection, from: number): number {
  let last = from;
  let [count, characters] = [0, 0];
  while (count < STEP.rows && characters < STEP.characters) {
    const rows = rowsOf(
      connection,
      `SELECT key, text, terms FROM messages WHERE key > ? ORDER BY key LIMIT ${PAGE}`,
      [last],
    );
    for (const [key, text, terms] of rows) {
      const computed = extraTerms(String(text));
      if (computed !== terms) {
        run(connection, 'UPDATE messages SET terms = ? WHERE key = ?', [computed, Number(key)]);
      }
      last = Number(key);
      count += 1;
      characters += String(text).length;
      if (characters >= STEP.characters) return last;
    }
    if (rows.length < PAGE) break;
  }
  return last;
}

function indexNames(connection: Connection): void {
  for (const [key = null, text] of rowsOf(connection, CHANGED_NAMES, [STEP.rows])) {
    run(connection, 'DELETE FROM names_fts WHERE rowid = ?', [key]);
    if (typeof text === 'string') {
      const sql = 'INSERT INTO names_fts (rowid, text, terms, checksum) VALUES (?, ?, ?, ?)';
      run(connection, sql, [key, text, extraTerms(text), checksumOf({ text })]);
    }
    run(connection, 'DELETE FROM names_fts_changed WHERE key = ?', [key]);
  }
}

const rowsOf = (connection: Connection, sql: string, args: Bindable[] = []) =>
  connection.execute({ sql, args }).rows;
const run = (connection: Connection, sql: string, args: Bindable[]) =>
  void connection.execute({ sql, args });
