import { PrismaLibSql } from '@prisma/adapter-libsql';
// Of the guide's schema, which has all that is asked for here.
import { PrismaClient } from './node_modules/.guide/client/index.js';

const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: 'file::memory:' }) });

// right
await prisma.chat.create({ data: { projectId: 1, title: 'New Chat' } });
await prisma.message.create({ data: { id: 1n, chatId: 1, role: 'user', text: '' } });
const listed = await prisma.chat.findMany({ select: { id: true }, where: { projectId: 1 } });
const user = await prisma.user.findFirst({ where: { id: 'ada' } });
const chat = await prisma.chat.findFirst({ where: { id: 1 } });
const full = await prisma.chat.findFirst({ where: { id: 1 }, include: { messages: true } });
console.log(listed[0]?.id, user?.email?.length, chat?.title, full?.messages[0]?.text);

// mistake: unknown column in a condition
await prisma.chat.findMany({ where: { projctId: 1 } });
// mistake: wrong type in a condition
await prisma.chat.findMany({ where: { projectId: 'one' } });
// mistake: unknown column in an insert
await prisma.chat.create({ data: { projectId: 1, title: '', tittle: '' } });
// mistake: missing column in an insert
await prisma.message.create({ data: { id: 1n, chatId: 1, role: 'user' } });
// mistake: wrong type in an insert
await prisma.chat.create({ data: { projectId: 1, title: 42 } });
// mistake: not one of the enum
await prisma.message.create({ data: { id: 1n, chatId: 1, role: 'robot', text: '' } });
// mistake: column that was not selected
console.log(listed[0]?.title);
// mistake: null not thought of
console.log(user?.email.length);
// mistake: relation that was not loaded
console.log(chat?.messages.length);
