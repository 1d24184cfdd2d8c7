import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { trimmedPrices } from './priceTrim.mjs';

/**
 * Leaves out of dist/models.js what the AI SDK brings along and we never use: the words of zod's errors in fifty
 * languages, and Vercel's gateway, to which the SDK would send a model that is given by its name only. Of the prices
 * only the list stays.
 *
 * @returns {import('esbuild').Plugin}
 */
export const slimModels = () => ({
  name: 'slim-models',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: '',
    }));
    build.onLoad({ filter: /[\\/]@ai-sdk[\\/]gateway[\\/]dist[\\/]index\.js$/ }, () => ({
      contents: noGateway,
    }));
    build.onLoad({ filter: /[\\/]models[\\/]priceData\.ts$/ }, () => ({
      contents: `export const priceData = JSON.parse(${JSON.stringify(JSON.stringify(trimmedPrices()))});`,
    }));
  },
});

const noGateway = `
export class GatewayError extends Error { static isInstance() { return false; } }
export class GatewayAuthenticationError extends GatewayError {}
export const createGateway = () => { throw new Error('There is no gateway here; pass a model object'); };
export const gateway = undefined;
`;

/**
 * Puts the tokenizer's vocabulary beside its bundle, in a third less than what a zip makes of it: see
 * packRanks. The worker unpacks it when it starts.
 *
 * @returns {import('esbuild').Plugin}
 */
export const packedRanks = () => ({
  name: 'packed-ranks',
  setup(build) {
    const { outfile, outdir, minify } = build.initialOptions;
    const folder = outdir ?? dirname(outfile ?? '');
    build.onLoad({ filter: /[\\/]bpeRanks[\\/]o200k_base\.js$/ }, async ({ path }) => {
      /** @type {{ default: (string | number[])[] }} */
      const { default: ranks } = await import(path);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'o200k.br'), compress(packRanks(ranks), minify === true));
      return { contents: readRanks, resolveDir: here };
    });
  },
});

const here = dirname(fileURLToPath(import.meta.url));
const readRanks = `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { unpackRanks } from './unpackRanks';
export default unpackRanks(brotliDecompressSync(readFileSync(join(__dirname, 'o200k.br'))));
`;

/**
 * Every token of several bytes is made of two tokens before it, so the vocabulary is kept as their numbers: three
 * bytes for each first half, each byte of the three in a row of its own, then the same for the second halves.
 *
 * @param {(string | number[])[]} ranks the tokens by rank; first the 256 single bytes
 * @returns {Buffer} the single bytes, then the rows
 */
export function packRanks(ranks) {
  const tokens = ranks.map((token) => Buffer.from(token).toString('latin1'));
  const rankOf = new Map(tokens.map((token, rank) => [token, rank]));
  const halves = tokens.slice(256).map((token, i) => cut(token, i + 256, rankOf));
  const rows = [0, 1].flatMap((half) =>
    [0, 8, 16].map((shift) => Buffer.from(halves.map((pair) => (pair[half] ?? 0) >> shift))),
  );
  return Buffer.concat([Buffer.from(tokens.slice(0, 256).join(''), 'latin1'), ...rows]);
}

/**
 * @param {string} token
 * @param {number} rank
 * @param {Map<string, number>} rankOf
 */
function cut(token, rank, rankOf) {
  const pairs = Array.from({ length: token.length - 1 }, (_, i) => [
    rankOf.get(token.slice(0, i + 1)) ?? Infinity,
    rankOf.get(token.slice(i + 1)) ?? Infinity,
  ]);
  // The most frequent halves compress best.
  const [best] = pairs.sort((a, b) => Math.max(...a) - Math.max(...b));
  if (!best || Math.max(...best) >= rank) throw new Error(`Token ${rank} has no halves.`);
  return best;
}

/**
 * @param {Buffer} content
 * @param {boolean} small whether it may take seconds
 */
const compress = (content, small) =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: small ? constants.BROTLI_MAX_QUALITY : 4,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
