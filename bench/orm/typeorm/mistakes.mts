import { Column, DataSource, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column('text', { nullable: true }) email!: string | null;
}

@Entity()
class Chat {
  @PrimaryGeneratedColumn() id!: number;
  @Column() projectId!: number;
  @Column() title!: string;
  @OneToMany(() => Message, (message) => message.chat) messages!: Message[];
}

@Entity()
class Message {
  @PrimaryGeneratedColumn() id!: number;
  @Column() chatId!: number;
  @Column('text') role!: 'user' | 'assistant';
  @Column('text') text!: string;
  @ManyToOne(() => Chat, (chat) => chat.messages) chat!: Chat;
}

const entities = [User, Chat, Message];
const { manager } = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities });

// right
await manager.insert(Chat, { projectId: 1, title: 'New Chat' });
await manager.insert(Message, { chatId: 1, role: 'user', text: '' });
const listed = await manager.find(Chat, { select: { id: true }, where: { projectId: 1 } });
const user = await manager.findOne(User, { where: { id: 1 } });
const chat = await manager.findOne(Chat, { where: { id: 1 } });
const full = await manager.findOne(Chat, { where: { id: 1 }, relations: { messages: true } });
console.log(listed[0]?.id, user?.email?.length, chat?.title, full?.messages[0]?.text);

// mistake: unknown column in a condition
await manager.find(Chat, { where: { projctId: 1 } });
// mistake: wrong type in a condition
await manager.find(Chat, { where: { projectId: 'one' } });
// mistake: unknown column in an insert
await manager.insert(Chat, { projectId: 1, title: '', tittle: '' });
// mistake: missing column in an insert
await manager.insert(Chat, { projectId: 1 });
// mistake: wrong type in an insert
await manager.insert(Chat, { projectId: 1, title: 42 });
// mistake: not one of the enum
await manager.insert(Message, { chatId: 1, role: 'robot', text: '' });
// mistake: column that was not selected
console.log(listed[0]?.title);
// mistake: null not thought of
console.log(user?.email.length);
// mistake: relation that was not loaded
console.log(chat?.messages.length);
