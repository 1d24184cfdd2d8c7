import { expect, test } from 'vitest';
import { readAttachments } from '../context/attachments';
import { replayRequest } from '../context/replay';
import { SEARCH_ID, searchProvider } from '../context/search';
import { listFiles, setFileMode } from '../db/files';
import { messages } from '../db/schema';
import { ModelError } from '../models/provider';
import { filesOf } from '../context/testing';
import { hanging, openTestChat, providerOf, saying } from './testing';

const refusing = providerOf(() => {
  throw new ModelError('No key is set.', 'setKey');
});

/** A chat with instructions and three files, of which one is gone. */
async function openChat(contents: Record<string, string | Uint8Array>) {
  const provider = saying('Hello');
  const files = filesOf(contents);
  const chat = await openTestChat(provider, {
    project: { instructions: '\n  Be brief. ', temperature: 0.2, maxTokens: 77 },
    files,
  });
  for (const uri of ['a.ts', 'gone.ts', 'utf16.ts']) await chat.attach(uri, `src/${uri}`);
  const states = async () => {
    const rows = await listFiles(chat.db, chat.project.id);
    return (await readAttachments(chat.db, files, rows)).map(({ state }) => state);
  };
  return { ...chat, asked: provider.asked, provider, states };
}

const start = () => ({
  'a.ts': '```\nexport const a = 1;\n',
  'utf16.ts': Buffer.from('\uFEFFüber', 'utf16le'),
});

test('from a receipt, exactly what was sent is put together again, whatever has changed since', async () => {
  const contents: Record<string, string | Uint8Array> = start();
  const chat = await openChat(contents);
  const first = await chat.ask('Hi');
  const second = await chat.ask('And now?');
  contents['a.ts'] = 'something else';
  delete contents['utf16.ts'];
  const third = await chat.answers.regenerate(first.messageId);
  await chat.answers.ended(chat.chat.id);

  const receipts = [first, second, third].map(({ requestId }) => requestId);
  const replayed = await Promise.all(receipts.map((id) => replayRequest(chat.db, id)));
  expect(replayed).toEqual(chat.asked);
  expect(chat.asked[1]?.turns).toHaveLength(3);
  expect(chat.asked[1]?.system).toContain('über');
  expect(chat.asked[2]?.system).not.toContain('über');
});

test('a receipt whose messages are no longer what they were says so', async () => {
  const chat = await openChat(start());
  await chat.ask('Hi');
  const { requestId } = await chat.ask('And now?');
  await chat.db.update(messages).set({ text: 'Forged' });
  await expect(replayRequest(chat.db, requestId)).rejects.toThrow(
    'What was sent is no longer in the library as it was: 2 messages.',
  );
});

test('a request that never left cannot be replayed', async () => {
  const files = { ...filesOf(), size: () => new Promise<number>(() => {}) };
  const chat = await openTestChat(saying('Hello'), { files });
  await chat.attach('slow.ts', 'slow.ts');
  const { requestId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.answers.stop(chat.chat.id);
  await expect(replayRequest(chat.db, requestId)).rejects.toThrow('This request never left');
});

test('a file is stale until a model has begun to answer to what it is now', async () => {
  const contents = start();
  const chat = await openChat(contents);
  await chat.ask('Hi');
  expect(await chat.states()).toEqual(['current', 'missing', 'current']);
  contents['a.ts'] = 'something else';
  expect(await chat.states()).toEqual(['changed', 'missing', 'current']);

  chat.answerWith(refusing);
  await chat.ask('Nobody hears this');
  chat.answerWith(hanging());
  await chat.answers.send(chat.chat.id, 'Nor this');
  await chat.answers.stop(chat.chat.id);
  expect(await chat.states()).toEqual(['changed', 'missing', 'current']);
  expect(chat.heard.map(({ name }) => name)).not.toContain('filesChanged');

  chat.answerWith(chat.provider);
  await chat.ask('But this');
  await chat.until('filesChanged', { projectId: chat.project.id });
  expect(await chat.states()).toEqual(['current', 'missing', 'current']);
});

test('Search is no model: what it read is as stale as before', async () => {
  const contents = start();
  const chat = await openChat(contents);
  await chat.ask('Hi');
  contents['a.ts'] = 'something else';
  chat.answerWith(searchProvider(chat.db, chat.project.id, chat.chat.id));
  const sent = await chat.answers.send(chat.chat.id, 'something', { model: SEARCH_ID });
  await chat.answers.ended(chat.chat.id);
  expect((await chat.branch(sent.messageId)).at(-1)?.text).toContain('src/a.ts:1');
  expect(await chat.states()).toEqual(['changed', 'missing', 'current']);
});

test('a file that became a snapshot is sent as it was', async () => {
  const contents = start();
  const chat = await openChat(contents);
  await chat.ask('Hi');
  const [file] = await listFiles(chat.db, chat.project.id);
  await setFileMode(chat.db, file?.id ?? '', 'snapshot');
  contents['a.ts'] = 'something else';
  await chat.ask('And now?');
  expect(chat.asked[1]?.system).toBe(chat.asked[0]?.system);
});
