import { getTableColumns, getTableName } from 'drizzle-orm';
import type { Connection } from '../../db/connection';
import * as schema from '../../db/schema';
import type { Column } from './columns';
import type { Value } from './records';

/** Enough of a table to know its rows by their looks. */
export interface Shape {
  table: string;
  columns: Column[];
  looks: ((value: Value) => boolean)[];
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
      columns,
      looks: columns.map((column) => looksLike(column, choices.get(column.name))),
      fewest: lastRequired + 1,
    };
  });

interface DeclaredColumn extends Column {
  notNull: boolean;
  hasDefault: boolean;
  isPrimary: boolean;
}

function columnsOf(connection: Connection, table: string): DeclaredColumn[] {
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
  { type, notNull, isPrimary }: DeclaredColumn,
  choices: readonly string[] | undefined,
): Shape['looks'][number] {
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

/** That of the table whose rows these must be; undefined when they could be none's. */
export function shapeOf(rows: Value[][], shapes: Shape[]): Shape | undefined {
  if (rows.length === 0) return undefined;
  const fitting = shapes.filter((shape) => rows.every((values) => fitsIn(shape, values)));
  const exact = fitting.find(({ columns }) =>
    rows.every(({ length }) => length === columns.length),
  );
  return exact ?? fitting[0];
}

const fitsIn = ({ looks, fewest }: Shape, values: Value[]) =>
  values.length >= fewest &&
  values.length <= looks.length &&
  values.every((value, i) => looks[i]?.(value));
