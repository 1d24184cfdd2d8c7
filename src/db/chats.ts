import { and, desc, eq, sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, messages, pieces, projects } from './schema';
import type { ChatInput, ChatRow, Shelf } from './shapes';
import { containing, only } from './sqlHelpers';
import { UserError } from './userError';

/** Of the newest message, what a list shows of it. */
const PREVIEW_LENGTH = 200;
const notFound = () => new UserError('This chat is no longer in the library.');

/** A new chat stands first in the list although it has no message yet. */
export const newChat = (projectId: string, input: Partial<ChatInput>) => ({
  ...input,
  projectId,
  ...(input.title === undefined ? {} : { titleSource: 'user' as const }),
  activity: sql`(select coalesce(max(${messages.key}), 0) from ${messages})`,
});

export type ListedChat = ChatRow & { preview: string };

export const preview = sql<string>`coalesce(nullif(substr(${chats.draft}, 1, ${PREVIEW_LENGTH}), ''),
  (select coalesce(nullif(substr(${messages.text}, 1, ${PREVIEW_LENGTH}), ''),
    (select substr(${pieces.text}, 1, ${PREVIEW_LENGTH}) from ${pieces}
      where ${pieces.messageId} = ${messages.id} and ${pieces.kind} = 'text' limit 1), '')
   from ${messages} where ${messages.id} = ${chats.leafId}), '')`;

export async function createChat(
  db: Db,
  projectId: string,
  input: Partial<ChatInput> = {},
): Promise<ChatRow> {
  const project = await db
    .select({ id: projects.id })
    .from(projects)
    .where(eq(projects.id, projectId));
  only(project, () => new UserError('This project is no longer in the library.'));
  return only(await db.insert(chats).values(newChat(projectId, input)).returning(), notFound);
}

/** @throws {UserError} when there is no such chat */
export async function getChat(db: Db, chatId: string): Promise<ListedChat> {
  const rows = await db.select({ chat: chats, preview }).from(chats).where(eq(chats.id, chatId));
  const row = only(rows, notFound);
  return { ...row.chat, preview: row.preview };
}

/** Pinned first, then the last written to. `after` is the last chat of the page before. */
export async function listChats(
  db: Db,
  options: {
    projectId: string;
    shelf?: Shelf | undefined;
    filter?: string | undefined;
    after?: string | undefined;
    limit?: number | undefined;
  },
): Promise<ListedChat[]> {
  const { projectId, shelf = 'active', filter = '', after, limit = 50 } = options;
  const rows = await db
    .select({ chat: chats, preview })
    .from(chats)
    .where(
      and(
        eq(chats.projectId, projectId),
        eq(chats.shelf, shelf),
        // What is being deleted for good is in no list any more (chatPlaces.ts).
        shelf === 'trashed' ? sql`${chats.shelvedAt} is not 0` : undefined,
        containing(chats.title, filter),
        after === undefined ? undefined : isAfter(after),
      ),
    )
    .orderBy(desc(chats.pinned), desc(chats.activity), desc(chats.key))
    .limit(limit);
  return rows.map((row) => ({ ...row.chat, preview: row.preview }));
}

const isAfter = (chatId: string) => sql`(${chats.pinned}, ${chats.activity}, ${chats.key}) <
  (select last.pinned, last.activity, last.key from ${chats} last where last.id = ${chatId})`;

export const renameChat = (db: Db, chatId: string, title: string) =>
  change(db, chatId, { title, titleSource: 'user' });

export const setChatModel = (db: Db, chatId: string, model: string | null) =>
  change(db, chatId, { model });

export const saveDraft = (db: Db, chatId: string, draft: string) => change(db, chatId, { draft });

export const showBranch = (db: Db, chatId: string, leafId: string) =>
  change(db, chatId, { leafId });

async function change(
  db: Db,
  chatId: string,
  values: Partial<typeof chats.$inferInsert>,
): Promise<void> {
  const rows = await db
    .update(chats)
    .set(values)
    .where(eq(chats.id, chatId))
    .returning({ id: chats.id });
  only(rows, notFound);
}
