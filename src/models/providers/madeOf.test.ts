import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { anthropic as anthropicDialect } from '../../../test/servers/dialects/anthropic';
import { chat as chatDialect } from '../../../test/servers/dialects/chat';
import type { Dialect } from '../../../test/servers/dialects/dialect';
import { google as googleDialect } from '../../../test/servers/dialects/google';
import { responses as responsesDialect } from '../../../test/servers/dialects/responses';
import { delta, event } from '../../../test/servers/events';
import { type OpenaiServer, startOpenaiServer } from '../../../test/servers/openaiServer';
import { pngOf } from '../../../test/servers/pictures';
import type { Provider } from '../provider';
import type { ProviderOptions } from '../sdkProvider';
import { collectAnswer } from '../testing';
import { anthropic } from './anthropic';
import { google } from './google';
import { openai } from './openai';
import { openaiCompatible } from './openaiCompatible';

let server: OpenaiServer;
beforeAll(async () => {
  server = await startOpenaiServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const png = pngOf(4, 3);
const data = png.toString('base64');
const typed = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const candidate = (parts: object[], more: object = {}) =>
  event({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }] });
const item = { type: 'image_generation_call', id: 'ig-1', result: data, status: 'completed' };

type Make = (options: ProviderOptions) => Provider;
type Case = [name: string, make: Make, dialect: Dialect, pieces: string];

const ask = (make: Make, { begin, end }: Dialect, pieces: string, ending = end()) => {
  server.setScript({ chat: { steps: [begin + pieces + ending] } });
  const options = { id: 'test', name: 'Test', baseUrl: server.url };
  return collectAnswer(make({ ...options, apiKey: async () => 'k' }));
};

const drawn: Case[] = [
  [
    'Google’s inline data',
    google,
    googleDialect,
    candidate([{ inlineData: { mimeType: 'image/png', data } }]),
  ],
  [
    'OpenAI’s tool that draws',
    openai,
    responsesDialect,
    typed('response.output_item.added', {
      output_index: 1,
      item: { ...item, result: null, status: 'in_progress' },
    }) + typed('response.output_item.done', { output_index: 1, item }),
  ],
  [
    'OpenRouter’s images',
    openaiCompatible,
    chatDialect,
    delta({
      content: '',
      images: [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
        { type: 'image_url', image_url: { url: 'https://example.com/not-fetched.png' } },
      ],
    }),
  ],
];

test.each(drawn)('%s are pictures of the answer', async (_, make, dialect, pieces) => {
  const answer = await ask(make, dialect, dialect.word('Here.') + pieces);
  expect(answer).toMatchObject({
    ...{ text: 'Here.', images: ['image/png'], finish: 'stop', error: undefined },
  });
});

test.each(drawn)('%s alone are an answer', async (_, make, dialect, pieces) => {
  const parts: Uint8Array[] = [];
  server.setScript({ chat: { steps: [dialect.begin + pieces + dialect.end()] } });
  const options = { id: 'test', name: 'Test', baseUrl: server.url, apiKey: async () => 'k' };
  const { error } = await collectAnswer(make(options), {
    onPart: (part) => void (part.type === 'image' && parts.push(part.data)),
  });
  expect(error).toBeUndefined();
  expect(parts.map((bytes) => Buffer.from(bytes))).toEqual([png]);
});

const url = 'https://example.com/a';
const citing: Case[] = [
  [
    'Anthropic’s citations',
    anthropic,
    anthropicDialect,
    typed('content_block_delta', {
      index: 0,
      delta: {
        type: 'citations_delta',
        citation: {
          ...{ type: 'web_search_result_location', url, title: 'A' },
          ...{ cited_text: 'x', encrypted_index: 'y' },
        },
      },
    }),
  ],
  [
    'OpenAI’s annotations',
    openai,
    responsesDialect,
    typed('response.output_text.annotation.added', {
      ...{ item_id: 'm-1', output_index: 0, content_index: 0, annotation_index: 0 },
      annotation: { type: 'url_citation', url, title: 'A', start_index: 0, end_index: 3 },
    }),
  ],
  [
    'Google’s grounding',
    google,
    googleDialect,
    candidate([], { groundingMetadata: { groundingChunks: [{ web: { uri: url, title: 'A' } }] } }),
  ],
  [
    'OpenRouter’s annotations',
    openaiCompatible,
    chatDialect,
    delta({
      content: '',
      annotations: [{ type: 'url_citation', url_citation: { url, title: 'A' } }, { type: 'x' }],
    }),
  ],
  [
    'Perplexity’s results',
    openaiCompatible,
    chatDialect,
    event({ choices: [], search_results: [{ url, title: 'A', date: null }] }),
  ],
];

test.each(citing)('%s are sources of the answer', async (_, make, dialect, pieces) => {
  const answer = await ask(make, dialect, dialect.word('So.') + pieces);
  expect(answer).toMatchObject({ text: 'So.', finish: 'stop', error: undefined });
  expect(answer.citations).toEqual([{ url, title: 'A' }]);
});

test('citations that are but addresses are sources without a title; what makes no sense is none', async () => {
  const pieces = event({ choices: [], citations: [url, 7, null, { url: {} }] });
  const answer = await ask(openaiCompatible, chatDialect, chatDialect.word('So.') + pieces);
  expect(answer.citations).toEqual([{ url, title: null }]);
  expect(answer.error).toBeUndefined();
});

const refusing: [name: string, make: Make, dialect: Dialect, pieces: string, ending?: string][] = [
  ['chat completions', openaiCompatible, chatDialect, delta({ refusal: 'I cannot help.' })],
  [
    'responses',
    openai,
    responsesDialect,
    typed('response.refusal.delta', {
      ...{ item_id: 'm-1', output_index: 0, content_index: 0, delta: 'I cannot help.' },
    }),
  ],
  [
    'Anthropic',
    anthropic,
    anthropicDialect,
    anthropicDialect.word('I cannot help.'),
    anthropicDialect.end('filter'),
  ],
];

test.each(refusing)('a refusal by %s is told as one', async (_, make, dialect, pieces, ending) => {
  const answer = await ask(make, dialect, pieces, ending);
  expect(answer).toMatchObject({ text: 'I cannot help.', finish: 'refusal', error: undefined });
});
