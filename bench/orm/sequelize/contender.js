import { DataTypes, QueryTypes, Sequelize } from 'sequelize';
import { pragmas, SQL } from '../bare.js';

export async function open(file, synchronous) {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    storage: file,
    logging: false,
    define: { timestamps: false, underscored: true },
    hooks: { afterConnect: (connection) => tell(connection, pragmas(synchronous)) },
  });
  const { Project, Chat, Message } = defineModels(sequelize);
  return {
    addMessage: async (message) => (await Message.create(message)).id,
    addMessages: (messages) =>
      sequelize.transaction((transaction) => Message.bulkCreate(messages, { transaction })),
    createProject: ({ name, title, createdAt }) =>
      sequelize.transaction(async (transaction) => {
        const times = { createdAt, updatedAt: createdAt };
        const project = await Project.create({ name, ...times }, { transaction });
        const chat = await Chat.create({ projectId: project.id, title, ...times }, { transaction });
        return { projectId: project.id, chatId: chat.id };
      }),
    async listChats(projectId) {
      const chats = await Chat.findAll({
        attributes: ['id', 'title', 'updatedAt'],
        where: { projectId },
        order: [
          ['updatedAt', 'DESC'],
          ['id', 'DESC'],
        ],
        limit: 50,
      });
      return chats.map((chat) => chat.get({ plain: true }));
    },
    async loadChat(id) {
      const chat = await Chat.findByPk(id, {
        attributes: ['id', 'title'],
        include: { association: 'messages', attributes: ['id', 'role', 'text', 'createdAt'] },
        order: [['messages', 'id', 'ASC']],
      });
      return chat.get({ plain: true });
    },
    // No query of Sequelize starts at a table that is no model.
    search: (word) =>
      sequelize.query(SQL.search, { replacements: [word], type: QueryTypes.SELECT }),
    async analytics(id) {
      const project = await Project.findByPk(id, { attributes: ANALYTICS });
      return project.get({ plain: true });
    },
    close: () => sequelize.close(),
  };
}

const of = (table, what) =>
  Sequelize.literal(`(SELECT ${what} FROM ${table} WHERE project_id = Project.id)`);
const ANALYTICS = [
  [of('chats', 'count(*)'), 'chats'],
  [of('files', 'count(*)'), 'files'],
  [of('chats', 'max(updated_at)'), 'lastActive'],
];

// It writes into the descriptions it is given, so each column has one of its own.
const integer = () => ({ type: DataTypes.INTEGER, allowNull: false });
const text = () => ({ type: DataTypes.TEXT, allowNull: false });
const temperature = () => ({ type: DataTypes.FLOAT, allowNull: false, defaultValue: 0.7 });
const times = () => ({ createdAt: integer(), updatedAt: integer() });

function defineModels(sequelize) {
  const define = (name, tableName, columns) => {
    const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
    return sequelize.define(name, { id, ...columns }, { tableName });
  };
  const Project = define('Project', 'projects', {
    name: text(),
    temperature: temperature(),
    ...times(),
  });
  const Chat = define('Chat', 'chats', { projectId: integer(), title: text(), ...times() });
  const Message = define('Message', 'messages', {
    chatId: integer(),
    role: text(),
    text: text(),
    createdAt: integer(),
  });
  Chat.hasMany(Message, { as: 'messages', foreignKey: 'chatId' });
  Message.belongsTo(Chat, { as: 'chat', foreignKey: 'chatId' });
  return { Project, Chat, Message };
}

/** A transaction of Sequelize is on a connection of its own. */
const tell = (connection, statements) =>
  new Promise((resolve, reject) => {
    connection.exec(statements.join(';'), (error) => (error ? reject(error) : resolve()));
  });
