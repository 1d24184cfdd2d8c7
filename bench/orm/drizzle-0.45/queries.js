import { desc, eq, sql } from 'drizzle-orm';
import { chunks } from '../bare.js';
import { chats, files, messages, projects } from './tables.js';

/** The workload in Drizzle 0.45, without what goes through its relations. */
export const queries = (db) => ({
  async addMessage(message) {
    const [row] = await db.insert(messages).values(message).returning({ id: messages.id });
    return row.id;
  },
  addMessages: (rows) =>
    db.transaction(async (tx) => {
      for (const chunk of chunks(rows)) await tx.insert(messages).values(chunk);
    }),
  createProject: ({ name, title, createdAt }) =>
    db.transaction(async (tx) => {
      const times = { createdAt, updatedAt: createdAt };
      const [project] = await tx
        .insert(projects)
        .values({ name, ...times })
        .returning({ id: projects.id });
      const [chat] = await tx
        .insert(chats)
        .values({ projectId: project.id, title, ...times })
        .returning({ id: chats.id });
      return { projectId: project.id, chatId: chat.id };
    }),
  listChats: (projectId) =>
    db
      .select({ id: chats.id, title: chats.title, updatedAt: chats.updatedAt })
      .from(chats)
      .where(eq(chats.projectId, projectId))
      .orderBy(desc(chats.updatedAt), desc(chats.id))
      .limit(50),
  search: (word) =>
    db
      .select({ id: messages.id, chatId: messages.chatId, title: chats.title, text: messages.text })
      .from(sql`messages_fts`)
      .innerJoin(messages, sql`${messages.id} = messages_fts.rowid`)
      .innerJoin(chats, eq(chats.id, messages.chatId))
      .where(sql`messages_fts match ${word}`)
      .orderBy(sql`messages_fts.rowid desc`)
      .limit(50),
  async analytics(id) {
    const [row] = await db
      .select({
        chats: db.$count(chats, eq(chats.projectId, projects.id)),
        files: db.$count(files, eq(files.projectId, projects.id)),
        lastActive: sql`(select max(${chats.updatedAt}) from ${chats} where ${eq(chats.projectId, projects.id)})`,
      })
      .from(projects)
      .where(eq(projects.id, id));
    return row;
  },
});
