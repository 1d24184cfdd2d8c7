import { is, Param, Placeholder } from 'drizzle-orm';
import type { InValue } from '@libsql/client';
import { toBindable } from './bindable';
import type { Db } from './open';
import type { Bindable } from './workerProtocol';

interface BuiltQuery {
  sql: string;
  params: unknown[];
}
type Values = Record<string, unknown>;
type Fill<V> = (values: V) => Bindable;

/**
 * A batch that Drizzle builds once per library: building a query takes as long as a round trip to the database,
 * and what runs with every message should not pay for it each time. Values come in by `sql.placeholder`; what the
 * statements return is not asked for.
 */
export function prepareBatch<V extends Values>(
  build: (db: Db) => { toSQL(): BuiltQuery }[],
): (db: Db, values: V) => Promise<void> {
  const builtFor = new WeakMap<Db, { sql: string; fills: Fill<V>[] }[]>();
  return (db, values) => {
    const queries = builtFor.get(db) ?? build(db).map((query) => prepared<V>(query.toSQL()));
    builtFor.set(db, queries);
    return db.$client.write(
      queries.map(({ sql, fills }) => ({ sql, args: fills.map((fill) => fill(values)) })),
    );
  };
}

const prepared = <V extends Values>({ sql, params }: BuiltQuery) => ({
  sql,
  fills: params.map((param) => fillOf<V>(param)),
});

/** Decided once for each parameter: Drizzle's own `fillPlaceholders` asks again with every call. */
function fillOf<V extends Values>(param: unknown): Fill<V> {
  if (is(param, Placeholder)) return filled(nameOf(param), same);
  if (!is(param, Param) || !is(param.value, Placeholder)) {
    const constant = toBindable(param as InValue);
    return () => constant;
  }
  const { encoder, codec = same, value } = param;
  return filled(nameOf(value), (given) => codec(encoder.mapToDriverValue(given)));
}

const filled =
  <V extends Values>(name: string, encode: (value: unknown) => unknown): Fill<V> =>
  (values) => {
    const given = values[name];
    return given === null ? null : toBindable(encode(given) as InValue);
  };

/** Drizzle keeps it from us by type only. */
const nameOf = (placeholder: Placeholder) => String(Reflect.get(placeholder, 'name'));
const same = (value: unknown) => value;
