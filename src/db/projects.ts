import { and, count, desc, eq, sql } from 'drizzle-orm';
import { newChat } from './chats';
import type { Db } from './open';
import { chats, files, projects } from './schema';
import type { ChatInput, ChatRow, FileRow, ProjectInput, ProjectRow, Shelf } from './shapes';
import { containing, only } from './sqlHelpers';
import { UserError } from './userError';

export interface Analytics {
  chatCount: number;
  fileCount: number;
  /** Milliseconds since 1970: the newest change of a chat, else when the project was made. */
  lastActive: number;
}
export type ProjectWithAnalytics = ProjectRow & Analytics;
export type Change<T> = { [K in keyof T]?: T[K] | undefined };

const notFound = () => new UserError('This project is no longer in the library.');

const analytics = {
  chatCount: sql<number>`(select count(*) from ${chats}
    where ${chats.projectId} = ${projects.id} and ${chats.shelf} <> 'trashed')`,
  fileCount: sql<number>`(select count(*) from ${files} where ${files.projectId} = ${projects.id})`,
  lastActive: sql<number>`max(${projects.createdAt}, coalesce((select max(${chats.updatedAt})
    from ${chats} where ${chats.projectId} = ${projects.id}), 0))`,
};

export async function createProject(db: Db, input: ProjectInput): Promise<ProjectRow> {
  return only(await db.insert(projects).values(input).returning(), notFound);
}

/** Both or neither. */
export async function createProjectWithChat(
  db: Db,
  input: ProjectInput,
  chat: Partial<ChatInput> = {},
): Promise<{ project: ProjectRow; chat: ChatRow }> {
  return db.transaction(async (tx) => {
    const project = only(await tx.insert(projects).values(input).returning(), notFound);
    const row = only(
      await tx.insert(chats).values(newChat(project.id, chat)).returning(),
      notFound,
    );
    return { project, chat: row };
  });
}

/** @throws {UserError} when there is no such project */
export async function getProject(db: Db, projectId: string): Promise<ProjectWithAnalytics> {
  const rows = await db
    .select({ project: projects, ...analytics })
    .from(projects)
    .where(eq(projects.id, projectId));
  const { project, ...figures } = only(rows, notFound);
  return { ...project, ...figures };
}

/** Last active first. */
export async function listProjects(
  db: Db,
  { filter = '', shelf = 'active' }: { filter?: string; shelf?: Shelf } = {},
): Promise<ProjectWithAnalytics[]> {
  const rows = await db
    .select({ project: projects, ...analytics })
    .from(projects)
    .where(and(eq(projects.shelf, shelf), containing(projects.name, filter)))
    .orderBy(desc(analytics.lastActive), desc(projects.key));
  return rows.map(({ project, ...figures }) => ({ ...project, ...figures }));
}

/** A project with its chats, newest first, and its files. */
export async function getProjectWithChatsAndFiles(
  db: Db,
  projectId: string,
): Promise<{ project: ProjectRow; chats: ChatRow[]; files: FileRow[] }> {
  const [project, chatRows, fileRows] = await db.batch([
    db.select().from(projects).where(eq(projects.id, projectId)),
    db
      .select()
      .from(chats)
      .where(and(eq(chats.projectId, projectId), eq(chats.shelf, 'active')))
      .orderBy(desc(chats.activity), desc(chats.key)),
    db.select().from(files).where(eq(files.projectId, projectId)).orderBy(files.key),
  ]);
  return { project: only(project, notFound), chats: chatRows, files: fileRows };
}

/** How much a project holds and when it was last used, in one query. */
export async function projectAnalytics(db: Db, projectId: string): Promise<Analytics> {
  return only(
    await db.select(analytics).from(projects).where(eq(projects.id, projectId)),
    notFound,
  );
}

/** @throws {UserError} when there is no such project */
export async function updateProject(
  db: Db,
  projectId: string,
  change: Change<ProjectInput>,
): Promise<void> {
  const rows = await db
    .update(projects)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(projects.id, projectId))
    .returning({ id: projects.id });
  only(rows, notFound);
}

export async function saveProjectDraft(db: Db, projectId: string, draft: string): Promise<void> {
  const rows = await db
    .update(projects)
    .set({ draft })
    .where(eq(projects.id, projectId))
    .returning({ id: projects.id });
  only(rows, notFound);
}

/**
 * Its chats stay on their own shelves, so that restoring brings back just what was there. What is being deleted for
 * good stays gone.
 */
export async function shelveProject(db: Db, projectId: string, shelf: Shelf): Promise<void> {
  const rows = await db
    .update(projects)
    .set({ shelf, shelvedAt: shelf === 'active' ? null : new Date() })
    .where(and(eq(projects.id, projectId), sql`${projects.shelvedAt} is not 0`))
    .returning({ id: projects.id });
  only(rows, notFound);
}

export async function countProjects(db: Db): Promise<number> {
  const rows = await db
    .select({ count: count() })
    .from(projects)
    .where(eq(projects.shelf, 'active'));
  return rows[0]?.count ?? 0;
}
