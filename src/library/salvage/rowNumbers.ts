import { readVarint } from './records';

/**
 * The numbers of a page's rows, which ascend: where one does not fit between its neighbours and another bit of it makes
 * it fit, that is what it was. Undefined for a row that cannot be read.
 */
export function rowNumbers(page: Buffer, cells: number[]): (number | undefined)[] {
  const read = cells.map((cell) => numberIn(page, cell));
  return read.map((number, i) => {
    const [before, after] = [read[i - 1], read[i + 1]];
    if (number === undefined || before === undefined || after === undefined) return number;
    const fits = (one: number) => before < one && one < after;
    if (fits(number) || before >= after) return number;
    const [only, another] = withOneBitFlipped(number).filter(fits);
    return only !== undefined && another === undefined ? only : number;
  });
}

function numberIn(page: Buffer, cell: number): number | undefined {
  try {
    const [, at] = readVarint(page, cell);
    return readVarint(page, at)[0];
  } catch {
    return undefined;
  }
}

/** Of those that we could count to. */
const withOneBitFlipped = (number: number): number[] =>
  Array.from({ length: 53 }, (_, bit) => Number(BigInt(number) ^ (1n << BigInt(bit))));
