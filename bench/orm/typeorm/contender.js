import { DataSource } from 'typeorm';
import { chunks, pragmas } from '../bare.js';
import { Chat, File, Message, Project } from './tables.js';

export async function open(file, synchronous) {
  const source = new DataSource({
    type: 'better-sqlite3',
    database: file,
    entities: [Project, Chat, Message, File],
    prepareDatabase(db) {
      for (const pragma of pragmas(synchronous)) db.exec(pragma);
    },
  });
  await source.initialize();
  const { manager } = source;
  const insert = async (on, entity, row) => (await on.insert(entity, row)).identifiers[0].id;
  return {
    addMessage: (message) => insert(manager, Message, message),
    addMessages: (messages) =>
      source.transaction(async (tx) => {
        // It writes the new ids into what it is given.
        const copies = messages.map((message) => ({ ...message }));
        for (const chunk of chunks(copies)) await tx.insert(Message, chunk);
      }),
    createProject: ({ name, title, createdAt }) =>
      source.transaction(async (tx) => {
        const times = { createdAt, updatedAt: createdAt };
        const projectId = await insert(tx, Project, { name, ...times });
        const chatId = await insert(tx, Chat, { projectId, title, ...times });
        return { projectId, chatId };
      }),
    listChats: (projectId) =>
      manager.find(Chat, {
        select: { id: true, title: true, updatedAt: true },
        where: { projectId },
        order: { updatedAt: 'DESC', id: 'DESC' },
        take: 50,
      }),
    loadChat: (id) =>
      manager.findOne(Chat, {
        select: {
          id: true,
          title: true,
          messages: { id: true, role: true, text: true, createdAt: true },
        },
        where: { id },
        relations: { messages: true },
        order: { messages: { id: 'ASC' } },
      }),
    search: (word) =>
      manager
        .createQueryBuilder()
        .select('message.id', 'id')
        .addSelect('message.chatId', 'chatId')
        .addSelect('chat.title', 'title')
        .addSelect('message.text', 'text')
        .from('messages_fts', 'fts')
        .innerJoin(Message, 'message', 'message.id = fts.rowid')
        .innerJoin(Chat, 'chat', 'chat.id = message.chatId')
        .where('messages_fts MATCH :word', { word })
        .orderBy('fts.rowid', 'DESC')
        .limit(50)
        .getRawMany(),
    analytics: (id) =>
      manager
        .createQueryBuilder()
        .select((query) => of(query, Chat, 'COUNT(*)'), 'chats')
        .addSelect((query) => of(query, File, 'COUNT(*)'), 'files')
        .addSelect((query) => of(query, Chat, 'MAX(one.updatedAt)'), 'lastActive')
        .from(Project, 'project')
        .where('project.id = :id', { id })
        .getRawOne(),
    close: () => source.destroy(),
  };
}

const of = (query, entity, what) =>
  query.select(what).from(entity, 'one').where('one.projectId = project.id');
