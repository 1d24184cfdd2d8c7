import { getTableColumns, getTableName } from 'drizzle-orm';
import * as schema from '../../db/schema';

const TABLES = [
  schema.projects,
  schema.chats,
  schema.messages,
  schema.files,
  schema.pieces,
  schema.requests,
  schema.requestParts,
];

/** What may stand in a column that knows only few words; undefined when it may be anything. */
export function wordsOf(table: string, column: string): readonly string[] | undefined {
  const named = TABLES.find((one) => getTableName(one) === table);
  const columns: { name: string; enumValues?: readonly string[] | undefined }[] = named
    ? Object.values(getTableColumns(named))
    : [];
  const words = columns.find(({ name }) => name === column)?.enumValues ?? [];
  return words.length > 0 ? words : undefined;
}
