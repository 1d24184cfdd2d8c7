import { isUtf8 } from 'node:buffer';
import type { Value } from './records';
import type { Row } from './trees';

/** A row held against what it says of itself. */
export interface Proven extends Row {
  /** The places that do not hold what was written. */
  flawed: ReadonlySet<number>;
}

/** Undefined when nothing is wrong with the row; else what can be told of it. */
export type Prove = (row: Proven) => Proven | undefined;

export const bytesAt = ({ values, broken }: Row, place: number): Buffer =>
  broken.get(place) ?? Buffer.from(String(values[place] ?? ''));

export const flawedAt = (row: Proven, places: number[]): Proven => ({
  ...row,
  flawed: new Set([...row.flawed, ...places]),
});

/** The row with these bytes as the texts in some places, which they may be or not. */
export function withBytes(row: Proven, bytes: ReadonlyMap<number, Buffer>): Proven {
  const values: Value[] = [...row.values];
  const broken = new Map(row.broken);
  for (const [place, content] of bytes) {
    values[place] = content.toString('utf8');
    if (isUtf8(content)) broken.delete(place);
    else broken.set(place, content);
  }
  return { ...row, values, broken };
}
