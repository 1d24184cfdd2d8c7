import { checksumOfStored, marked } from './checksum';
import type { Connection } from './connection';
import type { Cell } from './workerProtocol';

/** How much is read in one go: what else the library is asked meanwhile waits. */
const STEP = { rows: 100, bytes: 250_000 };
const WITHOUT = `messages INDEXED BY messages_without_checksum
  WHERE checksum IS NULL AND status <> 'streaming'`;

/** There are ended messages without one: those of earlier versions, and what the database itself put together. */
export function areChecksumsMissing(connection: Connection): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM ${WITHOUT})`;
  return connection.execute({ sql, args: [] }).rows[0]?.[0] === 1;
}

/**
 * Takes the words that some messages have now for those that were written. In the transaction that is open.
 *
 * As bytes: the driver ends the whole process when a text is not UTF-8. Such a text is noticed by what it is.
 */
export function writeChecksums(connection: Connection): void {
  const sql = `SELECT key, CAST(text AS BLOB), CAST(reasoning AS BLOB) FROM ${WITHOUT} ORDER BY key LIMIT ?`;
  let bytes = 0;
  for (const [key = null, text, reasoning] of connection.execute({ sql, args: [STEP.rows] }).rows) {
    const checksum = checksumOfStored(toBytes(text), toBytes(reasoning));
    const args = [checksum, key];
    connection.execute({ sql: 'UPDATE messages SET checksum = ? WHERE key = ?', args });
    bytes += toBytes(text).length + toBytes(reasoning).length;
    if (bytes >= STEP.bytes) return;
  }
}

/** Of words that are damaged for good, and to which something was added. In the transaction that is open. */
export function markAgain(connection: Connection, key: Cell): void {
  const sql = 'SELECT CAST(text AS BLOB), CAST(reasoning AS BLOB) FROM messages WHERE key = ?';
  const [[text, reasoning] = []] = connection.execute({ sql, args: [key] }).rows;
  const args = [marked(checksumOfStored(toBytes(text), toBytes(reasoning))), key];
  connection.execute({ sql: 'UPDATE messages SET checksum = ? WHERE key = ?', args });
}

const toBytes = (cell: Cell | undefined) =>
  cell instanceof Uint8Array ? cell : Buffer.from(cell === null ? '' : String(cell ?? ''));
