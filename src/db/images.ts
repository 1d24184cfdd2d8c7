import { and, asc, count, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { hashOf, keepBlobs } from './blobs';
import type { Db } from './open';
import { images, messages } from './schema';
import { MOST_PICTURES } from './shapes';
import { UserError } from './userError';

type Row = typeof images.$inferSelect;
/** A picture without its content. */
export type Picture = Pick<Row, 'id' | 'hash' | 'mediaType' | 'width' | 'height' | 'name'>;

export interface NewPicture extends Omit<Picture, 'id' | 'hash'> {
  bytes: Uint8Array;
}

/** Where a message is being written: in a chat, or on a project's home. */
export interface DraftPlace {
  projectId: string;
  chatId: string | null;
}

const inDraft = ({ projectId, chatId }: DraftPlace): SQL =>
  chatId === null ? eq(images.projectId, projectId) : eq(images.chatId, chatId);

/** Puts a picture into a draft. @throws {UserError} when there are too many */
export async function addDraftPicture(
  db: Db,
  place: DraftPlace,
  picture: NewPicture,
): Promise<void> {
  const row = await keepPicture(db, picture);
  const owner = place.chatId === null ? { projectId: place.projectId } : { chatId: place.chatId };
  await db.transaction(async (tx) => {
    const [there] = await tx.select({ count: count() }).from(images).where(inDraft(place));
    if ((there?.count ?? 0) >= MOST_PICTURES) {
      throw new UserError(`A message has at most ${MOST_PICTURES} pictures. Send these first.`);
    }
    await tx.insert(images).values({ ...row, ...owner });
  });
}

/** Those that a model made; they are there when this resolves, whatever becomes of the answer. */
export async function addAnswerPicture(
  db: Db,
  messageId: string,
  picture: NewPicture,
): Promise<Picture[]> {
  await db.insert(images).values({ ...(await keepPicture(db, picture)), messageId });
  return picturesOf(db, messageId);
}

async function keepPicture(db: Db, { bytes, ...picture }: NewPicture) {
  const hash = hashOf(bytes);
  await keepBlobs(db, new Map([[hash, bytes]]));
  return { ...picture, hash };
}

const picture = {
  id: images.id,
  hash: images.hash,
  mediaType: images.mediaType,
  width: images.width,
  height: images.height,
  name: images.name,
};

export const draftPictures = (db: Db, place: DraftPlace): Promise<Picture[]> =>
  db.select(picture).from(images).where(inDraft(place)).orderBy(asc(images.key));

const picturesOf = (db: Db, messageId: string): Promise<Picture[]> =>
  db.select(picture).from(images).where(eq(images.messageId, messageId)).orderBy(asc(images.key));

export async function getPicture(db: Db, id: string): Promise<Picture> {
  const [row] = await db.select(picture).from(images).where(eq(images.id, id));
  if (!row) throw new UserError('This picture is no longer in the library.');
  return row;
}

/** Of a draft: what was sent stays. */
export async function removeDraftPicture(db: Db, id: string): Promise<DraftPlace | undefined> {
  const [row] = await db
    .delete(images)
    .where(and(eq(images.id, id), sql`${images.messageId} is null`))
    .returning({ projectId: images.projectId, chatId: images.chatId });
  return row && { projectId: row.projectId ?? '', chatId: row.chatId };
}

/** From the draft into the message that they are sent with. @throws {UserError} when one is gone meanwhile */
export async function sendPictures(
  tx: Pick<Db, 'update'>,
  { ids, messageId, place }: { ids: string[]; messageId: string; place: DraftPlace },
): Promise<void> {
  if (ids.length === 0) return;
  const sent = await tx
    .update(images)
    .set({ messageId, chatId: null, projectId: null })
    .where(and(inArray(images.id, ids), inDraft(place)))
    .returning({ id: images.id });
  if (sent.length < new Set(ids).size) {
    throw new UserError('A picture was removed meanwhile. Look at the message and send it again.');
  }
}

/** The pictures of each message, as a column of a query on messages. */
export const picturesJson = sql<string>`(select json_group_array(json_object(
    'id', i.id, 'hash', i.hash, 'mediaType', i.media_type, 'width', i.width, 'height', i.height,
    'name', i.name) order by i.key)
  from ${images} i where i.message_id = ${messages.id})`;
export const readPictures = (json: string): Picture[] => JSON.parse(json) as Picture[];
