import { expect, onTestFinished, test, vi } from 'vitest';
import { arrangeChats } from '../db/chatPlaces';
import { createChat, renameChat, saveDraft, showBranch } from '../db/chats';
import { requestStop } from '../db/changes';
import { attachFiles } from '../db/files';
import { appendPieces, finishAnswer } from '../db/answers';
import { addAnswer, addExchange } from '../db/exchanges';
import { addDraftPicture, draftPictures, removeDraftPicture } from '../db/images';
import { addMessage } from '../db/messages';
import { openTestLibrary } from '../db/testing';
import {
  createProject,
  createProjectWithChat,
  saveProjectDraft,
  updateProject,
} from '../db/projects';
import { ChangeFollower, type Changes } from './changes';

/** One library in two windows; what the first was told about what the second did. */
async function twoWindows({ isWatchable = true, isNeeded = (): boolean => true } = {}) {
  const here = await openTestLibrary();
  const there = await openTestLibrary(here.file);
  const { project, chat } = await createProjectWithChat(here.db, { name: 'Both' });
  const told: Changes[] = [];
  const logged: unknown[] = [];
  const follower = new ChangeFollower({
    ...{ db: here.db, file: here.file, writer: here.writer, streaming: [] },
    ...{ isWatchable, isNeeded },
    onAskedToLetGo: () => {},
    onMoved: () => {},
    onChanges: (changes) => Promise.resolve(void told.push(changes)),
    log: (error) => logged.push(error),
  });
  await follower.start();
  onTestFinished(async () => {
    await follower.stop();
    await Promise.all([here.close(), there.close()]);
  });
  const kinds = () => told.flatMap(({ changes }) => changes.map(({ kind, id }) => [kind, id]));
  return { here, there, project, chat, follower, told, logged, kinds };
}

const WITHIN_A_SECOND = { timeout: 1_000, interval: 5 };
const request = { model: 'm', owner: 'x' };

test('every kind of change in another window is told, once, and says what was changed', async () => {
  const { there, project, chat, follower, told, kinds } = await twoWindows({ isWatchable: false });
  const { db } = there;
  const other = await createProject(db, { name: 'Other' });
  const { userId, answerId } = await addExchange(db, {
    ...{ chatId: chat.id, text: 'Hi', requestId: 'a', ...request },
  });
  const version = await addAnswer(db, {
    ...{ chatId: chat.id, parentId: userId, requestId: 'b', ...request },
  });
  await follower.look();
  expect(told.flatMap(({ messages }) => messages.map(({ id }) => id))).toEqual([
    userId,
    answerId,
    version,
  ]);
  told.length = 0;

  await updateProject(db, project.id, { name: 'Renamed' });
  await saveProjectDraft(db, project.id, 'typed');
  await renameChat(db, chat.id, 'Renamed');
  await arrangeChats(db, [chat.id], { pinned: true });
  await saveDraft(db, chat.id, 'typed');
  await showBranch(db, chat.id, answerId);
  await attachFiles(db, project.id, [{ uri: 'file:///a', path: 'a' }]);
  await arrangeChats(db, [chat.id], { projectId: other.id });
  await requestStop(db, { messageId: answerId, chatId: chat.id });
  await follower.look();
  expect(kinds().filter(([kind]) => kind !== 'file')).toEqual([
    ['project', project.id],
    ['projectDraft', project.id],
    ['chat', chat.id],
    ['chat', chat.id],
    ['chatDraft', chat.id],
    ['branch', chat.id],
    ['chat', chat.id],
    ['chat', chat.id],
    ['stop', answerId],
  ]);
  const ofFile = told.flatMap(({ changes }) => changes.filter(({ kind }) => kind === 'file'));
  expect(ofFile).toMatchObject([{ projectId: project.id }]);
  told.length = 0;
  await follower.look();
  expect(told).toEqual([]);
});

test('a picture that comes into a draft in another window, and leaves it, is told as the draft’s', async () => {
  const { there, project, chat, follower, kinds, told } = await twoWindows({ isWatchable: false });
  const places = [
    ['chatDraft', { projectId: project.id, chatId: chat.id }, chat.id],
    ['projectDraft', { projectId: project.id, chatId: null }, project.id],
  ] as const;
  for (const [kind, place, id] of places) {
    told.length = 0;
    await addDraftPicture(there.db, place, {
      ...{ bytes: Buffer.from('x'), mediaType: 'image/png', width: 1, height: 1, name: '' },
    });
    const [picture] = await draftPictures(there.db, place);
    await follower.look();
    expect(kinds()).toEqual([[kind, id]]);
    await removeDraftPicture(there.db, picture?.id ?? '');
    await follower.look();
    expect(kinds()).toEqual([[kind, id], [kind, id]]); // prettier-ignore
    expect(told.at(-1)?.changes[0]?.projectId).toBe(project.id);
  }
});

test('what this window does itself is not told, and neither is what changed nothing', async () => {
  const { here, there, chat, follower, kinds } = await twoWindows({ isWatchable: false });
  await renameChat(here.db, chat.id, 'Ours');
  await renameChat(there.db, chat.id, 'Ours');
  await follower.look();
  expect(kinds()).toEqual([]);
});

test('appending a message notes nothing: its key says that it is new', async () => {
  const { there, chat } = await twoWindows({ isWatchable: false });
  await addMessage(there.db, { chatId: chat.id, role: 'user', text: 'Hi' });
  const { rows } = await there.db.$client.execute(
    `SELECT kind FROM changes WHERE kind NOT IN ('project', 'chat')`,
  );
  expect(rows).toEqual([]);
});

test('an answer of another window is seen growing, piece by piece, and ending', async () => {
  const { there, chat, told, kinds } = await twoWindows();
  const { answerId } = await addExchange(there.db, {
    ...{ chatId: chat.id, text: 'Hi', requestId: 'a', ...request },
  });
  const arrived = () => told.flatMap((changes) => changes.arrived.map(({ text }) => text));
  let offset = 0;
  for (const text of ['Hel', 'lo ', 'there']) {
    const piece = { messageId: answerId, kind: 'text', offset, text } as const;
    await appendPieces(there.db, [piece]);
    offset += text.length;
    await vi.waitFor(() => expect(arrived()).toContain(text), WITHIN_A_SECOND);
  }
  expect(arrived()).toEqual(['Hel', 'lo ', 'there']);
  const end = { text: 'Hello there', reasoning: '', status: 'done', problem: null } as const;
  await finishAnswer(there.db, { messageId: answerId, ...end });
  await vi.waitFor(() => expect(kinds()).toContainEqual(['message', answerId]), WITHIN_A_SECOND);
});

test('where the file system says nothing the library is asked, while somebody would see it', async () => {
  let isNeeded = false;
  const { there, chat, kinds } = await twoWindows({ isWatchable: false, isNeeded: () => isNeeded });
  await renameChat(there.db, chat.id, 'Unseen');
  await new Promise((resolve) => setTimeout(resolve, 900)); // longer than between two questions
  expect(kinds()).toEqual([]);
  isNeeded = true;
  await vi.waitFor(() => expect(kinds()).toEqual([['chat', chat.id]]), WITHIN_A_SECOND);
});

test('when more has happened than is noted, everything is to be read again', async () => {
  const { there, project, follower, told } = await twoWindows({ isWatchable: false });
  const { chat } = await createProjectWithChat(there.db, { name: 'Busy' });
  await follower.look();
  told.length = 0;
  await there.db.transaction(async (tx) => {
    for (let i = 0; i < 2_100; i++) await renameChat(tx as never, chat.id, `Title ${i}`);
  });
  await follower.look();
  expect(told).toMatchObject([{ isTooMuch: true }]);
  const { rows } = await there.db.$client.execute('SELECT count(*) AS n FROM changes');
  expect(Number(rows[0]?.['n'])).toBeLessThanOrEqual(2_000);

  told.length = 0;
  await createChat(there.db, project.id);
  await follower.look();
  expect(told).toMatchObject([{ isTooMuch: false, changes: [{ kind: 'chat' }] }]);
});

test('asking whether something has changed costs next to nothing', async () => {
  const { follower, told } = await twoWindows({ isWatchable: false });
  const began = performance.now();
  for (let i = 0; i < 200; i++) await follower.look();
  const each = (performance.now() - began) / 200;
  expect(each).toBeLessThan(5);
  expect(told).toEqual([]);
});
