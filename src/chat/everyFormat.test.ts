import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anthropic as anthropicDialect } from '../../test/servers/dialects/anthropic';
import { chat as chatDialect } from '../../test/servers/dialects/chat';
import type { Dialect } from '../../test/servers/dialects/dialect';
import { google as googleDialect } from '../../test/servers/dialects/google';
import { ollama as ollamaDialect } from '../../test/servers/dialects/ollama';
import { responses as responsesDialect } from '../../test/servers/dialects/responses';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import { type Behaviour, FLUSH, HOLD } from '../../test/servers/script';
import { filesOf } from '../context/testing';
import { getReceipt } from '../db/requests';
import type { Provider } from '../models/provider';
import { anthropic } from '../models/providers/anthropic';
import { google } from '../models/providers/google';
import { openai } from '../models/providers/openai';
import { openaiCompatible } from '../models/providers/openaiCompatible';
import type { ProviderOptions } from '../models/sdkProvider';
import { openTestChat } from './testing';

const formats: [string, (options: ProviderOptions) => Provider, Dialect][] = [
  ['chat completions', openaiCompatible, chatDialect],
  ['responses', openai, responsesDialect],
  ['anthropic', anthropic, anthropicDialect],
  ['google', google, googleDialect],
  ['ollama', openaiCompatible, ollamaDialect],
];

const KEY = 'sk-test-0123456789abcdef';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer({ keys: { right: KEY } });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

describe.each(formats)('%s', (_, make, dialect) => {
  const begun = dialect.begin + dialect.word('Hello') + dialect.word(' from');

  /** A chat with instructions and a file, so that the receipt has something to say. */
  async function openChat(reply: Behaviour) {
    server.setScript({ chat: reply });
    const apiKey = async () => KEY;
    const provider = make({ id: 'test', name: 'Test', baseUrl: server.url, apiKey });
    const chat = await openTestChat(provider, {
      project: { instructions: 'Be brief.' },
      files: filesOf({ 'file:///a.ts': 'export const a = 1;\n' }),
    });
    await chat.attach('file:///a.ts', 'src/a.ts');
    const receipt = async (requestId: string) => {
      const { request, parts } = await getReceipt(chat.db, requestId);
      expect(parts.map(({ kind }) => kind)).toEqual(['instructions', 'file', 'message']);
      expect(request).toMatchObject({ owner: null, model: 'test:model' });
      return request;
    };
    return { ...chat, receipt };
  }

  test('a whole answer is kept, and its tokens are in the receipt', async () => {
    const chat = await openChat({ steps: [begun + dialect.end()] });
    const answer = await chat.ask('Hi');
    expect(answer).toMatchObject({ text: 'Hello from', status: 'done', problem: null });
    expect(await chat.receipt(answer.requestId)).toMatchObject({
      inputTokens: 11,
      outputTokens: 7,
    });
  });

  // Ollama loses the words of such an error on their way.
  const midAnswer = dialect === ollamaDialect ? /cut in the middle/ : /“The engine died”/;
  const words = 'The model test-model was not found';
  const failures: [string, Behaviour, { text: string; says: RegExp; action: string }][] = [
    [
      'an answer that breaks off',
      { steps: [begun] },
      { text: 'Hello from', says: /cut in the middle of the answer/, action: 'retry' },
    ],
    [
      'an error in mid-answer',
      { steps: [begun + dialect.errorEvent('server', 'The engine died')] },
      { text: 'Hello from', says: midAnswer, action: 'retry' },
    ],
    [
      'an unknown model',
      dialect.refusal('unknownModel', words),
      { text: '', says: /^Test has no model “model”\. Choose/, action: 'chooseModel' },
    ],
    [
      'a refused key',
      dialect.refusal('wrongKey', 'API key not valid'),
      { text: '', says: /did not accept the API key/, action: 'setKey' },
    ],
  ];

  test.each(failures)(
    '%s keeps its words and has a receipt',
    async (_name, reply, { text, says, action }) => {
      const chat = await openChat(reply);
      const answer = await chat.ask('Hi');
      expect(answer).toMatchObject({ text, status: 'failed' });
      expect(answer.problem?.sentence).toMatch(says);
      expect(answer.problem?.action).toBe(action);
      await chat.receipt(answer.requestId);
      await server.ended(0);
      expect(chat.logged).toEqual([]);
    },
  );

  test('stopping closes the connection, keeps the words and the receipt', async () => {
    const chat = await openChat({ steps: [begun, FLUSH, HOLD] });
    const { messageId, requestId } = await chat.answers.send(chat.chat.id, 'Hi');
    await chat.onDisk(messageId, 'Hello from');
    await chat.answers.stop(chat.chat.id);
    expect(await server.ended(0)).toBe('closedByClient');
    const [, answer] = await chat.branch(messageId);
    expect(answer).toMatchObject({ text: 'Hello from', status: 'stopped', problem: null });
    await chat.receipt(requestId);
  });
});
