import { validate } from 'uuid';
import type { Connection } from '../../db/connection';
import { replace, texts } from './idSql';
import type { Place } from './ids';
import { withOneBitFlipped } from './oneBit';

/** What a receipt refers to may have been deleted since: that leads nowhere, and is no damage. */
const MAY_BE_GONE = new Set(['request_parts.message_id', 'request_parts.file_id']);

/** An id that leads nowhere, and would lead somewhere if one of its bits were another. */
export function relink(connection: Connection, places: readonly [Place, ...Place[]]): void {
  const [[table, column], ...references] = places;
  for (const [from, name] of references.filter((place) => !MAY_BE_GONE.has(place.join('.')))) {
    const sql = `SELECT DISTINCT ${name} FROM ${from}
      WHERE ${name} IS NOT NULL AND ${name} NOT IN (SELECT ${column} FROM ${table})`;
    for (const lost of texts(connection, sql)) {
      const [found, another] = oneBitAside(connection, [table, column], lost);
      if (found === undefined || another !== undefined) continue;
      const isOwnWrong =
        votesFor(connection, references, lost) > votesFor(connection, references, found);
      if (isOwnWrong) replace(connection, [table, column], found, lost);
      else for (const place of references) replace(connection, place, lost, found);
    }
  }
}

/** Those that are there of the ids that differ from this in one bit. */
export const oneBitAside = (connection: Connection, [table, column]: Place, id: string): string[] =>
  withOneBitFlipped(Buffer.from(id)).flatMap((other) =>
    texts(connection, `SELECT ${column} FROM ${table} WHERE ${column} = ?`, other),
  );

/** How many lead there; one that could be an id is as good as one more. */
const votesFor = (connection: Connection, references: readonly Place[], id: string): number =>
  references.reduce(
    (sum, [table, column]) =>
      sum + texts(connection, `SELECT 1 FROM ${table} WHERE ${column} = ?`, id).length,
    validate(id) ? 1 : 0,
  );
