/** What a model takes of pictures, by who made it. */
export interface Sight {
  /** In pixels: what is longer is scaled down there, or refused. */
  longEdge: number;
  /** Of one request. */
  most: number;
  /** Bytes of all pictures of one request. */
  totalBytes: number;
  /** About what one picture counts. */
  tokensOf(size: Size): number;
}

interface Size {
  width: number;
  height: number;
}

/** Of one picture; below what every provider takes, and what a view can hand over in one message. */
export const PICTURE_BYTES = 2_800_000;

const scaled = ({ width, height }: Size, factor: number): Size => {
  const by = Math.min(1, factor);
  return { width: Math.max(1, width * by), height: Math.max(1, height * by) };
};

/** https://docs.claude.com/en/docs/build-with-claude/vision: 1568 pixels at most, 1.15 million of them. */
const anthropic: Sight = {
  longEdge: 1_568,
  most: 100,
  totalBytes: 20_000_000,
  tokensOf(size) {
    const { width, height } = scaled(size, 1_568 / Math.max(size.width, size.height));
    return Math.ceil(Math.min(width * height, 1_200_000) / 750);
  },
};

/** https://ai.google.dev/gemini-api/docs/tokens: small ones are 258, larger ones that for each tile. */
const google: Sight = {
  longEdge: 3_072,
  most: 100,
  totalBytes: 14_000_000,
  tokensOf({ width, height }) {
    if (width <= 384 && height <= 384) return 258;
    const tile = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)));
    return Math.ceil(width / tile) * Math.ceil(height / tile) * 258;
  },
};

/** https://platform.openai.com/docs/guides/images-vision: 85, and 170 for each tile of 512 pixels. */
const openai: Sight = {
  longEdge: 2_048,
  most: 100,
  totalBytes: 30_000_000,
  tokensOf(size) {
    const fit = scaled(size, 2_048 / Math.max(size.width, size.height));
    const { width, height } = scaled(fit, 768 / Math.min(fit.width, fit.height));
    return 85 + 170 * Math.ceil(width / 512) * Math.ceil(height / 512);
  },
};

/** https://platform.openai.com/docs/guides/images-vision: squares of 32 pixels, 1,536 at most. */
const openaiSmall: Sight = {
  ...openai,
  tokensOf({ width, height }) {
    return Math.ceil(1.62 * Math.min(1_536, Math.ceil(width / 32) * Math.ceil(height / 32)));
  },
};

/** By the model's name, whoever serves it. Where nobody says how it counts, it counts as OpenAI's do. */
export function sightOf(modelId: string): Sight {
  if (/claude/i.test(modelId)) return anthropic;
  if (/gemini|gemma/i.test(modelId)) return google;
  return /gpt-.*(mini|nano)|o4-mini/i.test(modelId) ? openaiSmall : openai;
}

/** Models that are known to see nothing, where their list does not say. */
const blind =
  /gpt-3\.5|gpt-4-(0314|0613|32k)|o1-(mini|preview)|o3-mini|deepseek-(chat|reasoner|r1|v3)/i;

export const isKnownBlind = (modelId: string): boolean => blind.test(modelId);
