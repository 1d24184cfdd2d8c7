import { sql } from 'drizzle-orm';
import { customType } from 'drizzle-orm/sqlite-core';

// SQLite has five types of value; Prisma declares more types of column, and keeps each in a way of its own.
// These read and write what Prisma wrote, so that a library need not be converted.

/** Text with its offset when Prisma wrote it, without one when `DEFAULT CURRENT_TIMESTAMP` did; both are UTC. */
export const dateTime = customType<{ data: Date; driverData: string }>({
  dataType: () => 'DATETIME',
  toDriver: (date) => date.toISOString().replace('Z', '+00:00'),
  fromDriver: (text) => new Date(text.includes('T') ? text : `${text.replace(' ', 'T')}Z`),
});

/** As `DEFAULT CURRENT_TIMESTAMP`. */
export const now = sql`CURRENT_TIMESTAMP`;

export const boolean = customType<{ data: boolean; driverData: number }>({
  dataType: () => 'BOOLEAN',
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (number) => number === 1,
});

/** Text, in spite of the name. */
export const json = <T>() =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'JSONB',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => JSON.parse(text) as T,
  });

/** As text, which is what money is written in; Prisma gives an object of decimal.js. */
export const decimal = customType<{ data: string; driverData: number | string }>({
  dataType: () => 'DECIMAL',
  fromDriver: String,
});

export const bigInt = customType<{ data: bigint; driverData: bigint | number }>({
  dataType: () => 'BIGINT',
  toDriver: (value) => value,
  fromDriver: BigInt,
});
