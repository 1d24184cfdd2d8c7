import { v7 as uuidv7 } from 'uuid';
import { hashOf, keepBlobs } from '../../src/db/blobs';
import { arrangeChats } from '../../src/db/chatPlaces';
import { createChat, renameChat, saveDraft } from '../../src/db/chats';
import { attachFiles } from '../../src/db/files';
import { markInterrupted } from '../../src/db/abandoned';
import { appendPieces, finishAnswer } from '../../src/db/answers';
import { addAnswer, addExchange, addFirstExchange, reopenAnswer } from '../../src/db/exchanges';
import { addMessage } from '../../src/db/messages';
import type { Db } from '../../src/db/open';
import { indexPassages } from '../../src/db/passages';
import { createProject, createProjectWithChat, updateProject } from '../../src/db/projects';
import { saveRequest } from '../../src/db/requests';

/** More than a page, so that a write can end in its middle. */
const LONG = 'word 🙂 '.repeat(2_000);
const model = 'test:model';
const owner = 'test';

export interface Place {
  projectId: string;
  chatId: string;
  userId: string;
  answerId: string;
  requestId: string;
}

/** A chat with an answer in flight, which the writes below go on from. */
export async function makePlace(db: Db): Promise<Place> {
  const { project, chat } = await createProjectWithChat(db, { name: 'Full disk' });
  const requestId = uuidv7();
  const answer = { chatId: chat.id, model, requestId, owner };
  const exchange = await addExchange(db, { ...answer, text: 'word' });
  return { projectId: project.id, chatId: chat.id, requestId, ...exchange };
}

let interruptions = 0;

/** Every kind of write that the extension does, each with more than there is room for. */
export const WRITES: Record<string, (db: Db, place: Place) => Promise<unknown>> = {
  'a new project': (db) => createProject(db, { name: 'New', instructions: LONG }),
  'a changed project': (db, { projectId }) => updateProject(db, projectId, { instructions: LONG }),
  'a new chat': (db, { projectId }) => createChat(db, projectId, { draft: LONG }),
  'a draft': (db, { chatId }) => saveDraft(db, chatId, LONG),
  'a title': async (db, { chatId }) => {
    for (let n = 0; n < 20; n++) await renameChat(db, chatId, `${n} `.repeat(80).slice(0, 200));
  },
  'a move to the trash': async (db, { projectId }) => {
    for (let n = 0; n < 20; n++) {
      const { id } = await createChat(db, projectId, { title: 'Soon gone' });
      await arrangeChats(db, [id], { shelf: 'trashed' });
    }
  },
  'a message': (db, { chatId }) => addMessage(db, { chatId, role: 'user', text: LONG }),
  'a message and its answer': (db, { chatId }) =>
    addExchange(db, { chatId, model, owner, requestId: uuidv7(), text: LONG }),
  'a chat with its first message': (db, { projectId }) => {
    const ids = { chatId: uuidv7(), requestId: uuidv7() };
    return addFirstExchange(db, { ...ids, projectId, model, owner, text: LONG });
  },
  'another answer': async (db, { chatId, userId: parentId }) => {
    for (let n = 0; n < 40; n++) {
      await addAnswer(db, { chatId, parentId, model, owner, requestId: uuidv7() });
    }
  },
  'a piece of an answer': (db, { answerId: messageId }) =>
    appendPieces(db, [{ messageId, kind: 'text', offset: 0, text: LONG }]),
  'the end of an answer': (db, { answerId: messageId, requestId }) =>
    finishAnswer(
      db,
      { messageId, text: LONG, reasoning: LONG, status: 'done', problem: null },
      { requestId, figures: { inputTokens: 1 } },
    ),
  'an answer marked interrupted': async (db, { answerId: messageId }) => {
    const offset = ++interruptions * LONG.length;
    await appendPieces(db, [{ messageId, kind: 'text', offset, text: LONG }]);
    await markInterrupted(db, [messageId]);
  },
  'an answer that goes on': async (db, { chatId, answerId: messageId }) => {
    const ended = { messageId, reasoning: LONG, problem: null };
    await finishAnswer(db, { ...ended, text: LONG, status: 'stopped' });
    await reopenAnswer(db, messageId, { chatId, model, owner, requestId: uuidv7() });
    await appendPieces(db, [{ messageId, kind: 'text', offset: LONG.length, text: LONG }]);
    await finishAnswer(db, { ...ended, text: LONG + LONG, status: 'done' });
  },
  'an attached file': async (db, { projectId }) => {
    await attachFiles(db, projectId, [{ uri: `file:///${uuidv7()}`, path: LONG.slice(0, 2_000) }]);
    await keepBlobs(db, new Map([[hashOf(LONG), Buffer.from(LONG)]]));
  },
  'a file’s passages': (db) => {
    const passages = Array.from({ length: 60 }, (_, line) => ({
      line,
      text: LONG.slice(0, 400) + line,
    }));
    return indexPassages(db, uuidv7(), hashOf(LONG), passages);
  },
  'a receipt': (db, { requestId }) =>
    saveRequest(
      db,
      requestId,
      { temperature: 1, maxTokens: 1 },
      Array.from({ length: 200 }, (_, n) => ({
        kind: 'file',
        label: `file ${n}`,
        hash: LONG.slice(0, 64),
      })),
    ),
};

/** These are not all or nothing: some of their steps may have been taken. */
export const IN_STEPS = [
  'a title',
  'a move to the trash',
  'another answer',
  'an answer marked interrupted',
  'an answer that goes on',
  'an attached file',
];
