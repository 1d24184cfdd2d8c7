import { isUtf8 } from 'node:buffer';

/** The tokens by rank, as the tokenizer takes them: text where they are text, else bytes. What packRanks has packed. */
export function unpackRanks(packed: Uint8Array): (string | number[])[] {
  const singles = Buffer.from(packed.subarray(0, 256)).toString('latin1');
  const rows = packed.subarray(256);
  const count = rows.length / 6;
  const half = (which: 0 | 3, i: number) =>
    at(rows, which * count + i) |
    (at(rows, (which + 1) * count + i) << 8) |
    (at(rows, (which + 2) * count + i) << 16);

  const tokens = [...singles];
  for (let i = 0; i < count; i++) {
    tokens.push(`${tokens[half(0, i)] ?? ''}${tokens[half(3, i)] ?? ''}`);
  }
  return tokens.map(textOrBytes);
}

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;

/** One character of `token` is one byte. The tokenizer reads bytes without a byte order mark, so tokens with one stay bytes. */
function textOrBytes(token: string): string | number[] {
  if (isAscii.test(token)) return token;
  const bytes = Buffer.from(token, 'latin1');
  const text = bytes.toString();
  return text.startsWith('\ufeff') || !isUtf8(bytes) ? [...bytes] : text;
}

// oxlint-disable-next-line no-control-regex -- a byte is a byte
const isAscii = /^[\0-\x7f]*$/;
