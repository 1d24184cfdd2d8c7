import { getTableColumns, getTableName } from 'drizzle-orm';
import type { Connection } from '../../db/connection';
import * as schema from '../../db/schema';
import type { Value } from './records';

/** Enough of a table to know its rows by their looks. */
export interface Shape {
  table: string;
  columns: ((value: Value) => boolean)[];
  /** Rows may lack the columns that a later version added, which all have a default. */
  fewest: number;
}

const TABLES = [
  schema.messages,
  schema.chats,
  schema.projects,
  schema.files,
  schema.blobs,
  schema.images,
  schema.requests,
  schema.requestParts,
  schema.pieces,
  schema.users,
  schema.projectFolders,
  schema.erasedUsage,
  schema.meta,
];

/** The columns are in the file's own order, which is not always the schema's. */
export const shapesIn = (connection: Connection): Shape[] =>
  TABLES.map((table) => {
    const name = getTableName(table);
    const choices = new Map(
      Object.values(getTableColumns(table)).map((column) => [column.name, column.enumValues]),
    );
    const columns = columnsOf(connection, name);
    const lastRequired = columns.findLastIndex(({ notNull, hasDefault }) => notNull && !hasDefault);
    return {
      table: name,
      columns: columns.map((column) => looksLike(column, choices.get(column.name))),
      fewest: lastRequired + 1,
    };
  });

interface Column {
  name: string;
  type: string;
  notNull: boolean;
  hasDefault: boolean;
  isPrimary: boolean;
}

function columnsOf(connection: Connection, table: string): Column[] {
  const sql = `SELECT name, lower(type), "notnull", dflt_value IS NOT NULL, pk FROM pragma_table_info('${table}')`;
  return connection
    .execute({ sql, args: [] })
    .rows.map(([name, type, notNull, hasDefault, primary]) => ({
      name: String(name),
      type: String(type),
      notNull: notNull === 1,
      hasDefault: hasDefault === 1,
      isPrimary: primary === 1,
    }));
}

function looksLike(
  { type, notNull, isPrimary }: Column,
  choices: readonly string[] | undefined,
): Shape['columns'][number] {
  // The row's number stands for it.
  if (isPrimary && type === 'integer') return (value) => value === null;
  const fits = (value: Value) => {
    if (choices?.length) return typeof value === 'string' && choices.includes(value);
    if (type === 'text') return typeof value === 'string';
    if (type === 'blob') return Buffer.isBuffer(value);
    if (type === 'integer') return Number.isInteger(value);
    return typeof value === 'number';
  };
  return (value) => (value === null ? !notNull : fits(value));
}

/** The table whose rows these must be; undefined when they could be none's. */
export function tableOf(rows: Value[][], shapes: Shape[]): string | undefined {
  if (rows.length === 0) return undefined;
  const fitting = shapes.filter((shape) => rows.every((values) => fitsIn(shape, values)));
  const exact = fitting.find(({ columns }) =>
    rows.every(({ length }) => length === columns.length),
  );
  return (exact ?? fitting[0])?.table;
}

const fitsIn = ({ columns, fewest }: Shape, values: Value[]) =>
  values.length >= fewest &&
  values.length <= columns.length &&
  values.every((value, i) => columns[i]?.(value));
