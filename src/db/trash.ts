import { and, count, desc, eq, sql } from 'drizzle-orm';
import { ERASED, oneOf } from './chatPlaces';
import { type ListedChat, preview } from './chats';
import type { Db } from './open';
import { chats, projects } from './schema';

export interface TrashedProject {
  id: string;
  name: string;
  chatCount: number;
  shelvedAt: Date | null;
}
export type TrashedChat = ListedChat & { projectName: string };

const chatIsTrashed = sql`${chats.shelf} = 'trashed' and ${chats.shelvedAt} is not 0`;
const projectIsTrashed = sql`${projects.shelf} = 'trashed' and ${projects.shelvedAt} is not 0`;
/** What is in a deleted project is deleted with it, and is not listed beside it. */
const inLivingProject = sql`${chats.projectId} in
  (select id from ${projects} where ${projects.shelf} <> 'trashed')`;

/** Deleted last, first. */
export const listTrashedProjects = (db: Db): Promise<TrashedProject[]> =>
  db
    .select({
      id: projects.id,
      name: projects.name,
      shelvedAt: projects.shelvedAt,
      chatCount: sql<number>`(select count(*) from ${chats}
        where ${chats.projectId} = ${projects.id} and ${chats.shelf} <> 'trashed')`,
    })
    .from(projects)
    .where(projectIsTrashed)
    .orderBy(desc(projects.shelvedAt), desc(projects.key));

/** Deleted last, first; `after` is the last chat of the page before. */
export async function listTrashedChats(
  db: Db,
  { after, limit = 50 }: { after?: string | undefined; limit?: number },
): Promise<TrashedChat[]> {
  const isAfter = sql`(${chats.shelvedAt}, ${chats.key}) <
    (select last.shelved_at, last.key from ${chats} last where last.id = ${after})`;
  // The page first: the previews of all that is in the trash would take long.
  const page = db
    .select({ key: chats.key })
    .from(chats)
    .where(and(chatIsTrashed, inLivingProject, after === undefined ? undefined : isAfter))
    .orderBy(desc(chats.shelvedAt), desc(chats.key))
    .limit(limit);
  const rows = await db
    .select({ chat: chats, preview, projectName: projects.name })
    .from(chats)
    .innerJoin(projects, eq(projects.id, chats.projectId))
    .where(sql`${chats.key} in ${page}`)
    .orderBy(desc(chats.shelvedAt), desc(chats.key));
  return rows.map(({ chat, ...more }) => ({ ...chat, ...more }));
}

export interface TrashCount {
  projects: number;
  chats: number;
}

/** How much is in the trash: of the library, or of one project. */
export async function countTrash(db: Db, projectId?: string): Promise<TrashCount> {
  const ofProject = projectId === undefined ? inLivingProject : eq(chats.projectId, projectId);
  const [trashedProjects, trashedChats] = await db.batch([
    db.select({ count: count() }).from(projects).where(projectIsTrashed),
    db.select({ count: count() }).from(chats).where(and(chatIsTrashed, ofProject)),
  ]);
  return {
    projects: projectId === undefined ? (trashedProjects[0]?.count ?? 0) : 0,
    chats: trashedChats[0]?.count ?? 0,
  };
}

/** What of the trash is meant: certain chats or projects, those of a project, what has been there since before. */
export type TrashChoice =
  | { chatIds: readonly string[] }
  | { projectIds: readonly string[] }
  | { ofProject: string }
  | { before: Date };

/**
 * Takes what is chosen out of the trash for good, in one short transaction; `eraseMarked` then deletes it in steps.
 * Nothing that is not in the trash is touched. Returns how much it was.
 */
export async function markForErasing(db: Db, choice: TrashChoice): Promise<TrashCount> {
  const [markedProjects, markedChats] = await db.batch([
    db
      .update(projects)
      .set({ shelvedAt: ERASED })
      .where(and(projectIsTrashed, projectChoice(choice)))
      .returning({ id: projects.id }),
    db
      .update(chats)
      .set({ shelvedAt: ERASED })
      .where(and(chatIsTrashed, chatChoice(choice)))
      .returning({ id: chats.id }),
  ]);
  return { projects: markedProjects.length, chats: markedChats.length };
}

const NONE = sql`false`;

function projectChoice(choice: TrashChoice) {
  if ('projectIds' in choice) return sql`${projects.id} in ${oneOf(choice.projectIds)}`;
  if ('before' in choice) return sql`${projects.shelvedAt} < ${choice.before.getTime()}`;
  return NONE;
}

function chatChoice(choice: TrashChoice) {
  if ('chatIds' in choice) return sql`${chats.id} in ${oneOf(choice.chatIds)}`;
  if ('ofProject' in choice) return eq(chats.projectId, choice.ofProject);
  if ('before' in choice) {
    return sql`${chats.shelvedAt} < ${choice.before.getTime()} and ${inLivingProject}`;
  }
  return NONE;
}
