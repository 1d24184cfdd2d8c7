import * as z from 'zod';
import { Id } from './basics';

/** Of a message, or waiting in a draft. Its content is asked for when it is drawn. */
export const Picture = z.object({
  pictureId: Id,
  mediaType: z.string(),
  /** In pixels. */
  width: z.int(),
  height: z.int(),
  /** The file's; empty where it has none. */
  name: z.string(),
});
export type Picture = z.infer<typeof Picture>;

/** The content of a picture of the user's, in base64, for the view to make it fit. */
export const PictureFile = z.object({ name: z.string(), data: z.string() });
export type PictureFile = z.infer<typeof PictureFile>;

/** The bound of one message from a view leaves a little for the rest of it. */
export const Base64 = z.string().min(1).max(3_900_000, 'This picture is too large.');

/** Where a message is written: in a chat, or on a project's home. */
export const DraftPlace = z.object({ projectId: Id, chatId: Id.nullable() });
