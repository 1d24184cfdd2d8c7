import type { Connection } from '../../db/connection';
import type { Flawed } from './flawed';

/** What of a row is made whole again without anybody's help: see heal.ts. */
const HEALED = /^id$|_id$|^(role|status|shelf|mode|kind|title_source)$/;
const BEGINNING = 60;

/** For the user: each row whose content is not what was written, and could not be told. */
export const namesOf = (connection: Connection, kept: Flawed[]): string[] =>
  kept
    .filter(({ row, columns }) =>
      [...row.flawed].some((place) => !HEALED.test(columns[place]?.name ?? '')),
    )
    .flatMap((one) => nameOf(connection, one) ?? []);

function nameOf(connection: Connection, { table, row, columns }: Flawed): string | undefined {
  const value = (name: string) => String(row.values[columns.findIndex((c) => c.name === name)]);
  const ask = (sql: string, arg: string | number) => {
    const [found] = connection.execute({ sql, args: [arg] }).rows;
    return found?.[0] === undefined ? undefined : String(found[0]);
  };
  switch (table) {
    case 'messages': {
      const sql = `SELECT title FROM chats JOIN messages ON chats.id = chat_id WHERE messages.key = ?`;
      const chat = ask(sql, row.rowid);
      const where = chat === undefined ? '' : ` in “${chat}”`;
      return `a message${where} (“${beginning(value('text'))}”)`;
    }
    case 'chats':
      return `the chat “${value('title')}”`;
    case 'projects':
      return `the project “${value('name')}”`;
    case 'files':
      return `the attached file “${value('path')}”`;
    case 'blobs':
      return contentName(ask, value('hash'));
    default:
      return `a row of ${table}`;
  }
}

/** Nobody has it: then it is its name that was wrong, and is right now. */
function contentName(
  ask: (sql: string, arg: string) => string | undefined,
  hash: string,
): string | undefined {
  const file = ask('SELECT path FROM files WHERE ?1 IN (hash, seen_hash) LIMIT 1', hash);
  if (file !== undefined) return `what is kept of “${file}”`;
  const picture = ask('SELECT name FROM images WHERE hash = ? LIMIT 1', hash);
  if (picture !== undefined) return `a picture${picture && ` (“${picture}”)`}`;
  const part = ask('SELECT label FROM request_parts WHERE hash = ? LIMIT 1', hash);
  return part === undefined ? undefined : `a part of a receipt${part && ` (“${part}”)`}`;
}

function beginning(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > BEGINNING ? `${[...line].slice(0, BEGINNING).join('')}…` : line;
}
