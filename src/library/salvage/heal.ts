import { getTableColumns, getTableName } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../db/connection';
import { IDS, type Place } from './ids';
import { replace, texts } from './idSql';
import { CHOOSY_TABLES } from './ownWords';
import { relink } from './relink';
import { BROKEN } from './scan';

/** As a pattern of SQLite's GLOB, in which it stands for any letter. */
const patternOf = (value: string) => value.replaceAll(BROKEN, '?');

/**
 * Puts right what a row cannot be used without: an id with a broken letter leads nowhere, but is whole elsewhere, and
 * a word of ours can be told by the letters that are left.
 */
export function heal(connection: Connection): void {
  for (const places of IDS) {
    healIds(connection, places);
    relink(connection, places);
  }
  for (const table of CHOOSY_TABLES) healValues(connection, table);
}

function healIds(connection: Connection, places: readonly [Place, ...Place[]]): void {
  const [own] = places;
  const whereIn = (all: readonly Place[], condition: (column: string) => string) =>
    all
      .map(([table, column]) => `SELECT ${column} FROM ${table} WHERE ${condition(column)}`)
      .join(' UNION ');
  const isBroken = (column: string) => `instr(${column}, '${BROKEN}')`;
  for (const id of texts(connection, whereIn(places, isBroken))) {
    const alike = (column: string) => `${column} GLOB ?1 AND NOT ${isBroken(column)}`;
    const [whole, another] = texts(connection, whereIn(places, alike), patternOf(id));
    if (whole === undefined || another !== undefined) continue;
    for (const place of places) replace(connection, place, id, whole);
  }
  for (const id of texts(connection, whereIn([own], isBroken))) {
    replace(connection, own, id, uuidv7());
  }
}

/** Values that cannot be read would make their whole list unreadable. */
function healValues(connection: Connection, table: (typeof CHOOSY_TABLES)[number]): void {
  const name = getTableName(table);
  for (const column of Object.values(getTableColumns(table))) {
    if (column.columnType === 'SQLiteTextJson') {
      const fallback = column.default === undefined ? null : JSON.stringify(column.default);
      connection.execute({
        sql: `UPDATE ${name} SET ${column.name} = ? WHERE NOT json_valid(${column.name})`,
        args: [fallback],
      });
    } else if (column.enumValues?.length) {
      const fallback = typeof column.default === 'string' ? column.default : undefined;
      healWords(connection, [name, column.name], column.enumValues, fallback);
    }
  }
}

function healWords(
  connection: Connection,
  [table, column]: Place,
  words: readonly string[],
  fallback = words[0] ?? '',
): void {
  for (const value of texts(connection, `SELECT DISTINCT ${column} FROM ${table}`)) {
    if (words.includes(value)) continue;
    const [word, another] = words.filter((one) => isLike(value, one));
    const isSure = word !== undefined && another === undefined;
    replace(connection, [table, column], value, isSure ? word : fallback);
  }
}

const isLike = (value: string, word: string) =>
  value.length === word.length &&
  [...value].every((letter, i) => letter === BROKEN || letter === word[i]);
