import { fillPlaceholders } from 'drizzle-orm';
import type { InValue } from '@libsql/client';
import type { Db } from './open';

interface BuiltQuery {
  sql: string;
  params: unknown[];
}

/**
 * A batch that Drizzle builds once per library: building a query takes as long as a round trip to the database,
 * and what runs with every message should not pay for it each time. Values come in by `sql.placeholder`.
 */
export function prepareBatch<Values extends Record<string, unknown>>(
  build: (db: Db) => { toSQL(): BuiltQuery }[],
): (db: Db, values: Values) => Promise<void> {
  const builtFor = new WeakMap<Db, BuiltQuery[]>();
  return async (db, values) => {
    const queries = builtFor.get(db) ?? build(db).map((query) => query.toSQL());
    builtFor.set(db, queries);
    const filled = queries.map(({ sql, params }) => ({
      sql,
      args: fillPlaceholders(params, values) as InValue[],
    }));
    await db.$client.batch(filled);
  };
}
