import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type NonAttribute,
  Sequelize,
} from 'sequelize';

class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>;
  declare email: string | null;
}

class Chat extends Model<InferAttributes<Chat>, InferCreationAttributes<Chat>> {
  declare id: CreationOptional<number>;
  declare projectId: number;
  declare title: string;
  declare messages?: NonAttribute<Message[]>;
}

class Message extends Model<InferAttributes<Message>, InferCreationAttributes<Message>> {
  declare id: CreationOptional<number>;
  declare chatId: number;
  declare role: 'user' | 'assistant';
  declare text: string;
}

const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:' });
const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
User.init({ id, email: DataTypes.TEXT }, { sequelize });
Chat.init({ id, projectId: DataTypes.INTEGER, title: DataTypes.TEXT }, { sequelize });
const role = { type: DataTypes.ENUM('user', 'assistant') };
Message.init({ id, chatId: DataTypes.INTEGER, role, text: DataTypes.TEXT }, { sequelize });
Chat.hasMany(Message, { as: 'messages', foreignKey: 'chatId' });

// right
await Chat.create({ projectId: 1, title: 'New Chat' });
await Message.create({ chatId: 1, role: 'user', text: '' });
const listed = await Chat.findAll({ attributes: ['id'], where: { projectId: 1 } });
const user = await User.findByPk(1);
const chat = await Chat.findByPk(1);
const full = await Chat.findByPk(1, { include: 'messages' });
console.log(listed[0]?.id, user?.email?.length, chat?.title, full?.messages?.[0]?.text);

// mistake: unknown column in a condition
await Chat.findAll({ where: { projctId: 1 } });
// mistake: wrong type in a condition
await Chat.findAll({ where: { projectId: 'one' } });
// mistake: unknown column in an insert
await Chat.create({ projectId: 1, title: '', tittle: '' });
// mistake: missing column in an insert
await Chat.create({ projectId: 1 });
// mistake: wrong type in an insert
await Chat.create({ projectId: 1, title: 42 });
// mistake: not one of the enum
await Message.create({ chatId: 1, role: 'robot', text: '' });
// mistake: column that was not selected
console.log(listed[0]?.title);
// mistake: null not thought of
console.log(user?.email.length);
// mistake: relation that was not loaded
console.log(chat?.messages.length);
