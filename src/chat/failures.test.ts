import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import type { ChatReplyName } from '../../test/servers/scripts';
import { getReceipt } from '../db/requests';
import { openaiCompatible } from '../models/providers/openaiCompatible';
import { filesOf } from '../context/testing';
import { openTestChat } from './testing';

const KEY = 'sk-test-0123456789abcdef';
const WRONG_KEY = 'sk-wrong-0123456789abcdef';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer({ keys: { right: KEY, wrong: WRONG_KEY } });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

/** A chat with instructions and a file, so that the receipt has something to say. */
async function openChat({
  key = KEY,
  url = server.url,
}: { key?: string | null; url?: string } = {}) {
  const apiKey = async () => key ?? undefined;
  const provider = openaiCompatible({ id: 'test', name: 'Ollama', baseUrl: url, apiKey });
  const chat = await openTestChat(provider, {
    project: { instructions: 'Be brief.' },
    files: filesOf({ 'file:///a.ts': 'export const a = 1;\n' }),
  });
  await chat.attach('file:///a.ts', 'src/a.ts');
  return chat;
}

/** Nobody listens there. */
async function deadUrl() {
  const dead = await startOpenaiServer();
  await dead.close();
  return dead.url;
}

interface Failure {
  script?: ChatReplyName;
  key?: string | null;
  dead?: true;
  says: RegExp;
  action: string;
  text?: string;
}

const FAILURES: Record<string, Failure> = {
  'no key': { script: 'needsKey', key: null, says: /key/i, action: 'setKey' },
  'a wrong key': { script: 'needsKey', key: WRONG_KEY, says: /key/i, action: 'setKey' },
  'an unknown model': { script: 'unknownModel', says: /model/i, action: 'chooseModel' },
  'a rate limit': { script: 'rateLimitSeconds', says: /12 seconds/, action: 'retry' },
  'a server that is not running': { dead: true, says: /does not answer/, action: 'manageModels' },
  'a connection cut in mid-answer': {
    script: 'resetMidAnswer',
    says: /connection/i,
    action: 'retry',
    text: 'Hello from',
  },
  'a page of HTML': { script: 'serverErrorPage', says: /500/, action: 'retry' },
  'a gateway’s page of HTML': { script: 'badGateway', says: /502/, action: 'retry' },
};

test.each(Object.entries(FAILURES))(
  'with %s the chat says so in a plain sentence and keeps what had arrived',
  async (_, { script = 'fixed', key = KEY, dead, says, action, text = '' }) => {
    server.setScript({ chat: script });
    const chat = await openChat({ key, ...(dead && { url: await deadUrl() }) });
    const { messageId, requestId } = await chat.answers.send(chat.chat.id, 'Hi');
    if (text) await chat.onDisk(messageId, text);
    server.release(Infinity);
    await chat.answers.ended(chat.chat.id);

    const [question, answer] = await chat.branch(messageId);
    expect(question).toMatchObject({ text: 'Hi', status: 'done' });
    expect(answer).toMatchObject({ text, status: 'failed', problem: { action } });
    const sentence = answer?.problem?.sentence ?? '';
    expect(sentence).toMatch(says);
    expect(sentence).toMatch(/^[A-Z“][^\n<>{}]{10,300}\.$/u);
    expect(sentence).not.toContain('sk-');
    expect(await chat.until('messageChanged', { messageId, status: 'failed' })).toMatchObject({
      text,
      problem: { sentence, action },
    });
    const { request, parts } = await getReceipt(chat.db, requestId);
    expect(request).toMatchObject({ owner: null, model: 'test:model' });
    expect(parts.map(({ kind }) => kind)).toEqual(['instructions', 'file', 'message']);
    expect(chat.logged).toEqual([]);
  },
);

test('a failed answer can be asked for again, and the branch shows the new one', async () => {
  server.setScript({ chat: 'serverError' });
  const chat = await openChat();
  const failed = await chat.ask('Hi');
  expect(failed.status).toBe('failed');
  server.setScript({ chat: 'fixed' });
  const again = await chat.answers.regenerate(failed.messageId);
  await chat.answers.ended(chat.chat.id);
  expect((await chat.branch(again.messageId)).at(-1)).toMatchObject({
    status: 'done',
    text: 'Hello from the scripted server.',
    versionCount: 2,
  });
});

test('from a question to the stored answer, the server is asked what the receipt says', async () => {
  const chat = await openChat();
  await chat.ask('Hi');
  const { requestId, text, status } = await chat.ask('And what is a?');

  expect({ text, status }).toEqual({ text: 'Hello from the scripted server.', status: 'done' });
  const system =
    'Be brief.\n\nFiles of this project, as they are now:\n\nsrc/a.ts\n```\nexport const a = 1;\n```';
  expect(server.requests[1]).toMatchObject({
    key: 'right',
    body: {
      model: 'model',
      temperature: 0.7,
      max_tokens: 4000,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello from the scripted server.' },
        { role: 'user', content: 'And what is a?' },
      ],
    },
  });
  const { request, parts } = await getReceipt(chat.db, requestId);
  expect(request).toMatchObject({ inputTokens: 11, outputTokens: 7, temperature: 0.7 });
  expect(parts.map(({ kind, label }) => [kind, label])).toEqual([
    ['instructions', ''],
    ['file', 'src/a.ts'],
    ['history', '2 messages'],
    ['message', ''],
  ]);
});

test('stopping closes the connection and keeps the words that came', async () => {
  server.setScript({ chat: 'half' });
  const chat = await openChat();
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { messageId, offset: 5 });
  await chat.answers.stop(chat.chat.id);
  expect((await chat.branch(messageId)).at(-1)).toMatchObject({
    text: 'Hello from',
    status: 'stopped',
  });
  expect(await server.ended(0)).toBe('closedByClient');
});
