import { getTableColumns, getTableName } from 'drizzle-orm';
import * as schema from '../../db/schema';
import type { Value } from './records';

/** Enough of a table to know its rows by their looks. */
interface Shape {
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
  schema.requests,
  schema.requestParts,
  schema.pieces,
  schema.users,
  schema.projectFolders,
  schema.meta,
];

const SHAPES: Shape[] = TABLES.map((table) => {
  const columns = Object.values(getTableColumns(table));
  const lastRequired = columns.findLastIndex(({ notNull, hasDefault }) => notNull && !hasDefault);
  return {
    table: getTableName(table),
    columns: columns.map(looksLike),
    fewest: lastRequired + 1,
  };
});

interface Column {
  primary: boolean;
  notNull: boolean;
  enumValues: string[] | undefined;
  getSQLType(): string;
}

function looksLike(column: Column): Shape['columns'][number] {
  const { primary, notNull, enumValues } = column;
  const type = column.getSQLType();
  // The row's number stands for it.
  if (primary && type === 'integer') return (value) => value === null;
  const fits = (value: Value) => {
    if (enumValues?.length) return typeof value === 'string' && enumValues.includes(value);
    if (type === 'text') return typeof value === 'string';
    if (type === 'blob') return Buffer.isBuffer(value);
    if (type === 'integer') return Number.isInteger(value);
    return typeof value === 'number';
  };
  return (value) => (value === null ? !notNull : fits(value));
}

/** The table whose rows these must be; undefined when they could be none's. */
export function tableOf(rows: Value[][]): string | undefined {
  if (rows.length === 0) return undefined;
  const fitting = SHAPES.filter((shape) => rows.every((values) => fitsIn(shape, values)));
  const exact = fitting.find(({ columns }) =>
    rows.every(({ length }) => length === columns.length),
  );
  return (exact ?? fitting[0])?.table;
}

const fitsIn = ({ columns, fewest }: Shape, values: Value[]) =>
  values.length >= fewest &&
  values.length <= columns.length &&
  values.every((value, i) => columns[i]?.(value));
