import { hashOf, keepBlobs } from '../../src/db/blobs';
import { createChat } from '../../src/db/chats';
import { attachFiles, listFiles, setFileHashes } from '../../src/db/files';
import { appendPieces, finishAnswer } from '../../src/db/answers';
import { addAnswer, addExchange } from '../../src/db/exchanges';
import type { Db } from '../../src/db/open';
import { indexPassages } from '../../src/db/passages';
import { createProjectWithChat } from '../../src/db/projects';
import { erasedUsage, images, requestParts } from '../../src/db/schema';

const request = (n: number) => ({ model: 'test:model', requestId: `request ${n}`, owner: 'kept' });

/** Something of everything that a user's library of this release may hold. */
export async function fillLibrary(db: Db): Promise<void> {
  const { project, chat } = await createProjectWithChat(
    db,
    { name: 'Payments', instructions: 'Be brief.', model: 'test:model', temperature: 1 },
    { title: 'Retry policy' },
  );
  const exchange = { chatId: chat.id, text: 'why retry twice? 🙂', ...request(1) };
  const { userId, answerId } = await addExchange(db, exchange);
  const text = 'Because webhook.ts:42 says so.';
  const answer = { text, reasoning: 'Hm.', status: 'done', problem: null } as const;
  const figures = { inputTokens: 12, outputTokens: 7, durationMs: 900 };
  await finishAnswer(db, { messageId: answerId, ...answer }, { requestId: 'request 1', figures });
  const version = await addAnswer(db, { chatId: chat.id, parentId: userId, ...request(2) });
  await appendPieces(db, [
    { messageId: version, kind: 'text', offset: 0, text: 'Half an ' },
    { messageId: version, kind: 'text', offset: 8, text: 'answer' },
  ]);
  await createChat(db, project.id, { draft: 'typed, not sent' });
  await attachOne(db, project.id);
  await addPictures(db, userId, chat.id);
  const spent = { requestCount: 1, inputTokens: 12, outputTokens: 7, costNanos: 99_000 };
  const erased = { day: '2026-11-22', projectId: project.id, model: 'test:model', ...spent };
  await db.insert(erasedUsage).values({ ...erased, unpricedCount: 0 });
}

async function addPictures(db: Db, messageId: string, chatId: string) {
  const content = Buffer.from('a picture');
  const hash = hashOf(content);
  await keepBlobs(db, new Map([[hash, content]]));
  const picture = { hash, mediaType: 'image/png', width: 2, height: 1 };
  await db.insert(images).values([
    { ...picture, messageId },
    { ...picture, chatId, name: 'screen.png' },
  ]);
}

async function attachOne(db: Db, projectId: string) {
  const content = 'export const retries = 2;';
  const hash = hashOf(content);
  await keepBlobs(db, new Map([[hash, Buffer.from(content)]]));
  await attachFiles(db, projectId, [{ uri: 'file:///webhook.ts', path: 'webhook.ts' }]);
  const [file] = await listFiles(db, projectId);
  if (!file) throw new Error('The file was not attached.');
  await setFileHashes(db, [{ row: file, hash }]);
  await indexPassages(db, file.id, hash, [{ line: 1, text: content }]);
  const part = { requestId: 'request 1', position: 0, kind: 'file' } as const;
  await db.insert(requestParts).values({ ...part, label: 'webhook.ts', hash, fileId: file.id });
}
