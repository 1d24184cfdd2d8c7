import { EntitySchema } from 'typeorm';

const id = { type: Number, primary: true, generated: 'increment' };
const createdAt = { type: 'integer', name: 'created_at' };
const updatedAt = { type: 'integer', name: 'updated_at' };
const projectId = { type: 'integer', name: 'project_id' };

export const Project = new EntitySchema({
  name: 'Project',
  tableName: 'projects',
  columns: {
    id,
    name: { type: 'text' },
    temperature: { type: 'real', default: 0.7 },
    createdAt,
    updatedAt,
  },
});

export const Chat = new EntitySchema({
  name: 'Chat',
  tableName: 'chats',
  columns: { id, projectId, title: { type: 'text' }, createdAt, updatedAt },
  relations: {
    messages: { type: 'one-to-many', target: 'Message', inverseSide: 'chat' },
  },
});

export const Message = new EntitySchema({
  name: 'Message',
  tableName: 'messages',
  columns: {
    id,
    chatId: { type: 'integer', name: 'chat_id' },
    role: { type: 'text' },
    text: { type: 'text' },
    createdAt,
  },
  relations: {
    chat: {
      type: 'many-to-one',
      target: 'Chat',
      inverseSide: 'messages',
      joinColumn: { name: 'chat_id' },
      onDelete: 'CASCADE',
    },
  },
});

export const File = new EntitySchema({
  name: 'File',
  tableName: 'files',
  columns: { id, projectId, path: { type: 'text' }, createdAt },
});
