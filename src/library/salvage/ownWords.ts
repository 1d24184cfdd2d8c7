import { getTableColumns, getTableName } from 'drizzle-orm';
import * as schema from '../../db/schema';

/** Those with columns that not every value may stand in. */
export const CHOOSY_TABLES = [
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
  const named = CHOOSY_TABLES.find((one) => getTableName(one) === table);
  const columns: { name: string; enumValues?: readonly string[] | undefined }[] = named
    ? Object.values(getTableColumns(named))
    : [];
  const words = columns.find(({ name }) => name === column)?.enumValues ?? [];
  return words.length > 0 ? words : undefined;
}
