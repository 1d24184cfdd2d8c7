import { isSent, readAttachments, type SentAttachment } from '../context/attachments';
import type { FileSource } from '../context/fileSource';
import { indexAttachments } from '../context/passageIndex';
import { lookAt, pictureTokens, unseen } from '../context/look';
import { planRequest } from '../context/request';
import { systemTexts, turnTexts } from '../context/requestTexts';
import { SEARCH_ID } from '../context/search';
import { picturesOf } from '../context/shown';
import { keepBlobs } from '../db/blobs';
import { getChat } from '../db/chats';
import { listFiles, markSeen, setFileHashes } from '../db/files';
import { getMessage, readBranch } from '../db/messages';
import type { Db } from '../db/open';
import { getProject } from '../db/projects';
import { saveRequest } from '../db/requests';
import { parseModelId } from '../models/modelId';
import type { ModelError, ModelRequest } from '../models/provider';

export interface Prepared {
  request: ModelRequest;
  projectId: string;
  /** What the request's tokens are counted by. */
  texts: string[];
  /** About what its pictures count. */
  pictureTokens: number;
  /** Why it is not to leave. */
  refusal: ModelError | undefined;
  /** To be called when the model has seen the request. Resolves to whether a file was stale until then. */
  noteSeen(): Promise<boolean>;
}

/** Everything up to the moment when the request may leave: what it is made of is in the library, as its receipt. */
export async function prepareRequest(
  db: Db,
  source: FileSource,
  answer: {
    chatId: string;
    messageId: string;
    modelId: string;
    requestId: string;
    /** What is there already, when the rest is asked for. */
    partial: string;
    /** Whether the model is shown pictures. */
    sees: boolean;
  },
): Promise<Prepared> {
  const chat = await getChat(db, answer.chatId);
  const { projectId } = chat;
  const [project, rows, { parentId }] = await Promise.all([
    getProject(db, projectId),
    listFiles(db, projectId),
    getMessage(db, answer.messageId),
  ]);
  const { provider, model } = parseModelId(answer.modelId);
  const attachments = await readAttachments(db, source, rows);
  const branch = parentId === null ? [] : await readBranch(db, parentId);
  const { partial, modelId, sees } = answer;
  const look = await lookAt(db, branch, { modelId, sees });
  const plan = planRequest({ project, chat, model, attachments, branch, look, partial });
  const { request, parts, contents } = plan;
  const system = systemTexts(project.instructions, attachments);
  const texts = [...system.flatMap((part) => part.texts), ...turnTexts(request.turns)];
  const shown = picturesOf(branch).filter(({ id }) => !look.omitted.has(id));
  const prepared = { request, projectId, texts, pictureTokens: pictureTokens(modelId, shown) };

  await keepBlobs(db, contents);
  const { temperature, maxTokens, ...settings } = plan.settings;
  await saveRequest(db, answer.requestId, { temperature, maxTokens, settings }, parts);
  const sent = attachments.filter(isSent);
  await setFileHashes(db, sent);
  if (provider === SEARCH_ID) {
    await indexAttachments(db, projectId, attachments);
    return { ...prepared, refusal: undefined, noteSeen: () => Promise.resolve(false) };
  }
  const refusal = unseen(branch.at(-1), look, { name: model, sees });
  return { ...prepared, refusal, noteSeen: () => markAsSeen(db, sent) };
}

async function markAsSeen(db: Db, sent: SentAttachment[]): Promise<boolean> {
  await markSeen(
    db,
    sent.map(({ row }) => row.id),
  );
  return sent.some(({ state }) => state === 'changed');
}
