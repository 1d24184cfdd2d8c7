import { addDraftPicture, type DraftPlace, removeDraftPicture } from '../../db/images';
import { UserError } from '../../db/userError';
import { readImageHeader } from '../../models/imageHeader';
import { PICTURE_BYTES, sightOf } from '../../models/sight';
import { getChat } from '../../db/chats';
import type { App } from '../app';

/** How a picture is to be for this model. */
export const pictureLimits = (modelId: string) => ({
  longEdge: sightOf(modelId).longEdge,
  bytes: PICTURE_BYTES,
});

interface Added extends DraftPlace {
  name: string;
  /** In base64. */
  data: string;
}

/** Looked at once more, whatever the view has made of it. */
export async function addPicture(app: App, { name, data, ...place }: Added): Promise<void> {
  const bytes = Buffer.from(data, 'base64');
  const header = readImageHeader(bytes);
  if (!header) throw new UserError(`“${name || 'This'}” is no picture that can be read.`);
  if (bytes.length > PICTURE_BYTES) throw new UserError(`“${name}” is too large for a message.`);
  const { db } = await app.services();
  await addDraftPicture(db, place, { ...header, bytes, name: tidy(name) });
  app.webviews.publish('draftPicturesChanged', place);
}

/** On one line, and without half of a character. */
const tidy = (name: string) => [...name.replaceAll(/\p{Cc}+/gu, ' ').trim()].slice(0, 255).join('');

export async function removePicture(app: App, pictureId: string): Promise<void> {
  const { db } = await app.services();
  const place = await removeDraftPicture(db, pictureId);
  if (!place) return;
  const { projectId } = place.chatId === null ? place : await getChat(db, place.chatId);
  app.webviews.publish('draftPicturesChanged', { ...place, projectId });
}
