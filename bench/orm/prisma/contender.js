import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaClient } from '@prisma/client';
import { pragmas } from '../bare.js';

const inOrder = { orderBy: { id: 'asc' } };

export async function open(file, synchronous) {
  const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${file}` }) });
  // After a transaction the adapter's client goes on with a new connection.
  const prepare = async () => {
    for (const pragma of pragmas(synchronous)) await prisma.$executeRawUnsafe(pragma);
  };
  await prepare();
  return {
    prepare,
    addMessage: async (data) => (await prisma.message.create({ data, select: { id: true } })).id,
    addMessages: (data) => prisma.message.createMany({ data }),
    createProject: ({ name, title, createdAt }) =>
      prisma.$transaction(async (tx) => {
        const times = { createdAt, updatedAt: createdAt };
        const project = await tx.project.create({
          data: { name, ...times },
          select: { id: true },
        });
        const chat = await tx.chat.create({
          data: { projectId: project.id, title, ...times },
          select: { id: true },
        });
        return { projectId: project.id, chatId: chat.id };
      }),
    listChats: (projectId) =>
      prisma.chat.findMany({
        select: { id: true, title: true, updatedAt: true },
        where: { projectId },
        orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
        take: 50,
      }),
    loadChat: (id) =>
      prisma.chat.findUnique({
        select: {
          id: true,
          title: true,
          messages: {
            select: { id: true, role: true, text: true, createdAt: true },
            ...inOrder,
          },
        },
        where: { id },
      }),
    search: (word) => prisma.$queryRaw`
      SELECT messages.id, messages.chat_id AS chatId, chats.title, messages.text FROM messages_fts
      JOIN messages ON messages.id = messages_fts.rowid JOIN chats ON chats.id = messages.chat_id
      WHERE messages_fts MATCH ${word} ORDER BY messages_fts.rowid DESC LIMIT 50`,
    analytics: (id) => analytics(prisma, id),
    close: () => prisma.$disconnect(),
  };
}

async function analytics(prisma, id) {
  const project = await prisma.project.findUniqueOrThrow({
    where: { id },
    select: {
      _count: { select: { chats: true, files: true } },
      chats: { select: { updatedAt: true }, orderBy: { updatedAt: 'desc' }, take: 1 },
    },
  });
  return { ...project._count, lastActive: project.chats[0]?.updatedAt ?? null };
}
