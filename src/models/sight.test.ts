import { expect, test } from 'vitest';
import { isKnownBlind, sightOf } from './sight';

/** As the providers' own pages give them, by the size of the picture. */
test.each([
  ['anthropic:claude-sonnet-5', 1000, 1000, 1334],
  ['anthropic:claude-sonnet-5', 200, 200, 54],
  ['openrouter:anthropic/claude-x', 8000, 8000, 1600],
  ['google:gemini-3', 300, 384, 258],
  ['google:gemini-3', 960, 540, 258 * 6],
  ['openai:gpt-4o', 1024, 1024, 765],
  ['openai:gpt-4o', 2048, 4096, 1105],
  ['openai:gpt-5-mini', 1024, 1024, 1659],
  ['ollama:llava', 400, 300, 255],
])('%s counts a picture of %i × %i as about %i tokens', (model, width, height, tokens) => {
  expect(sightOf(model).tokensOf({ width, height })).toBe(tokens);
});

test.each([
  ['openai:gpt-3.5-turbo', true],
  ['openai:o3-mini', true],
  ['openai:o3', false],
  ['deepseek:deepseek-chat', true],
  ['openai:gpt-5', false],
])('%s is known to see nothing: %s', (model, known) => {
  expect(isKnownBlind(model)).toBe(known);
});
