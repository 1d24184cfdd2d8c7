import type { Connection } from '../../db/connection';
import { MIGRATION_JOURNAL } from '../../db/migrate';
import type { Column } from './columns';
import type { Row } from './trees';

interface Target {
  columns: string[];
  /** Of the primary key. */
  keys: string[];
  /** The column that stands for the row's number and is stored as null; undefined where there is none. */
  numbered: string | undefined;
}

/** The tables of the new library, which take each row once. */
export class Sink {
  readonly counts: Record<string, number> = {};
  private readonly targets = new Map<string, Target>();

  constructor(private readonly connection: Connection) {
    for (const name of tableNames(connection)) {
      // Its rows were written when the tables were made.
      if (name !== MIGRATION_JOURNAL) this.targets.set(name, targetOf(connection, name));
    }
  }

  wants(table: string): boolean {
    return this.targets.has(table);
  }

  /** By what a row is known in every copy of the library. */
  identityOf(table: string, { rowid, values }: Row, columns: Column[]): string {
    const { keys = [], numbered } = this.targets.get(table) ?? {};
    if (numbered !== undefined) return String(rowid);
    return keys.map((key) => values[columns.findIndex(({ name }) => name === key)]).join('\n');
  }

  columnsOf(table: string): Column[] {
    return this.targets.get(table)?.columns.map((name) => ({ name, type: '' })) ?? [];
  }

  /** False when it cannot be: a row that breaks the table's rules is no row. One that is there already is well. */
  add(table: string, { rowid, values }: Pick<Row, 'rowid' | 'values'>, ordered: Column[]): boolean {
    const target = this.targets.get(table);
    if (!target) return false;
    const taken = values.flatMap((value, i) => {
      const name = ordered[i]?.name;
      if (name === undefined || !target.columns.includes(name)) return [];
      if (name === target.numbered) return [{ name, value: rowid }];
      // A value that is missing may have a default.
      return value === null ? [] : [{ name, value }];
    });
    const { rowsAffected } = this.connection.execute({
      sql: `INSERT OR IGNORE INTO "${table}" (${taken.map(({ name }) => `"${name}"`).join(', ')})
        VALUES (${taken.map(() => '?').join(', ')})`,
      args: taken.map(({ value }) => value),
    });
    this.counts[table] = (this.counts[table] ?? 0) + rowsAffected;
    return rowsAffected > 0;
  }
}

function tableNames(connection: Connection): string[] {
  const sql = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
  return connection.execute({ sql, args: [] }).rows.map(([name]) => String(name));
}

function columnNames(connection: Connection, table: string, only = 'TRUE'): string[] {
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE ${only}`;
  return connection.execute({ sql, args: [] }).rows.map(([name]) => String(name));
}

function targetOf(connection: Connection, table: string): Target {
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE pk = 1 AND type = 'integer' COLLATE NOCASE
    AND NOT EXISTS (SELECT 1 FROM pragma_table_info('${table}') WHERE pk > 1)`;
  const [numbered] = connection.execute({ sql, args: [] }).rows;
  return {
    columns: columnNames(connection, table),
    keys: columnNames(connection, table, 'pk > 0'),
    numbered: numbered === undefined ? undefined : String(numbered[0]),
  };
}
