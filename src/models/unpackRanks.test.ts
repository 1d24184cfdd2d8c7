import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { expect, test } from 'vitest';
import { packRanks } from './bundling.mjs';
import { unpackRanks } from './unpackRanks';

test('what was packed is unpacked as it was, all 199,998 tokens of it', { timeout: 60_000 }, () => {
  const tokens = ranks as (string | number[])[];
  const packed = packRanks(tokens);
  expect(packed.length).toBe(256 + 6 * (199_998 - 256));
  const unpacked = unpackRanks(packed);
  expect(unpacked.length).toBe(tokens.length);
  const differ = tokens.findIndex((token, rank) => String(token) !== String(unpacked[rank]));
  expect(differ).toBe(-1);
  expect(unpacked.every((token, rank) => typeof token === typeof tokens[rank])).toBe(true);
});
