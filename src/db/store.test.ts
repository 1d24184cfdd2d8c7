import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChat, listChats } from './chats';
import {
  addExchange,
  addMessage,
  appendPieces,
  finishAnswer,
  getMessage,
  readBranch,
} from './messages';
import type { Library } from './open';
import {
  createProject,
  createProjectWithChat,
  getProject,
  listProjects,
  projectAnalytics,
} from './projects';
import { openTestLibrary } from './testing';
import { findMessages } from './passages';

let library: Library;
beforeAll(async () => {
  library = await openTestLibrary();
});
afterAll(() => library.close());

test('a project with its first chat, an exchange, and what is read back', async () => {
  const { db } = library;
  const { project, chat } = await createProjectWithChat(db, { name: 'Payments' });
  const { answerId } = await addExchange(db, {
    chatId: chat.id,
    text: 'why retry\0 twice?',
    model: 'search',
    requestId: 'r1',
    owner: 'this process',
  });
  await appendPieces(db, [
    { messageId: answerId, kind: 'text', offset: 0, text: 'Because ' },
    { messageId: answerId, kind: 'text', offset: 8, text: 'webhook' },
  ]);
  expect(await getMessage(db, answerId)).toMatchObject({
    text: 'Because webhook',
    status: 'streaming',
  });
  await finishAnswer(db, {
    messageId: answerId,
    text: 'Because webhook',
    reasoning: '',
    status: 'done',
    problem: null,
  });
  const branch = await readBranch(db, answerId);
  expect(branch.map((m) => [m.role, m.text, m.status, m.versionIndex, m.versionCount])).toEqual([
    ['user', 'why retry twice?', 'done', 1, 1],
    ['assistant', 'Because webhook', 'done', 1, 1],
  ]);
  expect(await listChats(db, { projectId: project.id })).toMatchObject([
    { title: 'why retry\0 twice?'.replace('\0', ''), preview: 'Because webhook' },
  ]);
  expect(await projectAnalytics(db, project.id)).toMatchObject({ chatCount: 1, fileCount: 0 });
  expect(
    await findMessages(db, { projectId: project.id, match: '"retry"', limit: 3, notInChat: '' }),
  ).toMatchObject([{ snippet: 'why retry twice?' }]);
});

test('chats are listed by the newest message, page by page', async () => {
  const { db } = library;
  const project = await createProject(db, { name: 'Pages' });
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push((await createChat(db, project.id, { title: `c${i}` })).id);
  await addMessage(db, { chatId: ids[1]!, role: 'user', text: 'x' });
  const first = await listChats(db, { projectId: project.id, limit: 2 });
  const rest = await listChats(db, { projectId: project.id, after: first[1]!.id });
  expect([...first, ...rest].map((c) => c.title)).toEqual(['c1', 'c4', 'c3', 'c2', 'c0']);
  expect((await getProject(db, project.id)).chatCount).toBe(5);
  expect((await listProjects(db)).map((p) => p.name)).toContain('Pages');
});
