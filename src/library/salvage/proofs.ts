import { isUtf8 } from 'node:buffer';
import { hashOf } from '../../db/blobs';
import { checksumOfStored, marked } from '../../db/checksum';
import type { Column } from './columns';
import { flippedBit, isOneBitAtMost } from './flippedBit';
import { type Names, proveNames } from './names';
import { withOneBitFlipped } from './oneBit';
import { wordsOf } from './ownWords';
import { bytesAt, flawedAt, type Prove, type Proven, withBytes } from './proven';
import type { Value } from './records';
import type { Findings, Row } from './trees';

const NOWHERE: Proven['flawed'] = new Set();

/** For the rows of one table. */
export function proverOf(
  table: string,
  columns: Column[],
  names: Names,
  found: Findings,
): (row: Row) => Proven {
  const placeOf = (name: string) => columns.findIndex((column) => column.name === name);
  const proofs: Prove[] = [withTexts(columns), withKinds(columns), withOwnWords(table, columns)];
  if (table === 'messages') proofs.push(proveMessage(placeOf));
  if (table === 'blobs') proofs.push(proveBlob(placeOf));
  proofs.push(...proveNames(table, placeOf, names, found));
  return (row) => {
    let proven: Proven = { ...row, flawed: NOWHERE };
    let isSound = true;
    for (const prove of proofs) {
      const other = prove(proven);
      isSound &&= !other;
      proven = other ?? proven;
    }
    const unread = [...proven.broken.keys(), ...proven.cut];
    if (unread.length > 0) proven = flawedAt(proven, unread);
    if (proven.flawed.size > 0) found.flawedRows += 1;
    else if (!isSound || row.broken.size > 0) found.healedRows += 1;
    return proven;
  };
}

/** One bit of a row's header tells text from bytes. */
function withTexts(columns: Column[]): Prove {
  const texts = columns.flatMap(({ type }, place) => (type === 'text' ? [place] : []));
  return (row) => {
    const taken = texts.filter((place) => Buffer.isBuffer(row.values[place]));
    if (taken.length === 0) return undefined;
    const bytes = new Map(taken.map((place) => [place, row.values[place] as Buffer]));
    return withBytes(row, bytes);
  };
}

/** A row that was read from another bit on has values where no such value may stand: nothing of it is certain. */
function withKinds(columns: Column[]): Prove {
  const kinds = columns.map(({ type }) => KINDS[type]);
  return (row) =>
    row.values.every((value, place) => value === null || (kinds[place]?.(value) ?? true))
      ? undefined
      : flawedAt(row, [...row.values.keys()]);
}

/** What each declared type may hold; of others nothing is known. */
const KINDS: Record<string, (value: Value) => boolean> = {
  text: (value) => typeof value === 'string',
  // Fractions as well: SQLite keeps them there as they are.
  integer: (value) => typeof value === 'number' || typeof value === 'bigint',
  real: (value) => typeof value === 'number',
  blob: (value) => Buffer.isBuffer(value),
};

/** A word of ours that has one bit wrong. Others may be words of a later version. */
function withOwnWords(table: string, columns: Column[]): Prove {
  const known = columns.flatMap(({ name }, place) => {
    const words = wordsOf(table, name);
    return words ? [{ place, words }] : [];
  });
  return (row) => {
    const changed = known.filter(({ place, words }) => {
      const value = row.values[place];
      return typeof value === 'string' && !words.includes(value);
    });
    const healed = changed.flatMap(({ place, words }): [number, Buffer][] => {
      const asTexts = withOneBitFlipped(bytesAt(row, place));
      const word = words.find((one) => asTexts.includes(one));
      return word === undefined ? [] : [[place, Buffer.from(word)]];
    });
    return healed.length === 0 ? undefined : withBytes(row, new Map(healed));
  };
}

/** A flipped bit is flipped back; of worse only the newest backup may know what was written. */
function proveMessage(placeOf: (name: string) => number): Prove {
  const [textAt, reasoningAt, sumAt] = [placeOf('text'), placeOf('reasoning'), placeOf('checksum')];
  if (textAt < 0 || reasoningAt < 0 || sumAt < 0) return () => undefined;
  return (row) => {
    const checksum = row.values[sumAt];
    if (typeof checksum !== 'number') return undefined;
    const [text, reasoning] = [bytesAt(row, textAt), bytesAt(row, reasoningAt)];
    const actual = checksumOfStored(text, reasoning);
    const mayBe = [actual, marked(actual)];
    if (mayBe.includes(checksum)) return undefined;
    const right = mayBe.find((one) => isOneBitAtMost(one ^ checksum));
    if (right !== undefined && isUtf8(text) && isUtf8(reasoning)) {
      return { ...row, values: row.values.with(sumAt, right) };
    }
    const words = mendedWords(text, reasoning, checksum < 0 ? marked(checksum) : checksum);
    if (words) {
      const mended = [words.subarray(0, text.length), words.subarray(text.length + 1)] as const;
      return withBytes(row, new Map([textAt, reasoningAt].map((at, i) => [at, mended[i] ?? text])));
    }
    return flawedAt(row, [textAt, reasoningAt]);
  };
}

function mendedWords(text: Buffer, reasoning: Buffer, checksum: number): Buffer | undefined {
  const words = Buffer.concat([text, Buffer.of(0), reasoning]);
  const flipped = flippedBit(words, checksum);
  if (!flipped || flipped.at === text.length) return undefined;
  words.writeUInt8((words[flipped.at] ?? 0) ^ flipped.mask, flipped.at);
  return isUtf8(words) ? words : undefined;
}

/** Contents are called by what they are. */
function proveBlob(placeOf: (name: string) => number): Prove {
  const [hashAt, contentAt] = [placeOf('hash'), placeOf('content')];
  if (hashAt < 0 || contentAt < 0) return () => undefined;
  return (row) => {
    const [hash, content] = [row.values[hashAt], row.values[contentAt]];
    const isSame = Buffer.isBuffer(content) && hashOf(content) === hash;
    return isSame ? undefined : flawedAt(row, [contentAt]);
  };
}
