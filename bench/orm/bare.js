/** The workload in SQL, for everything that takes SQL. */
export const SQL = {
  addMessage: 'INSERT INTO messages (chat_id, role, text, created_at) VALUES (?, ?, ?, ?)',
  addProject:
    'INSERT INTO projects (name, temperature, created_at, updated_at) VALUES (?, 0.7, ?, ?)',
  addChat: 'INSERT INTO chats (project_id, title, created_at, updated_at) VALUES (?, ?, ?, ?)',
  listChats: `SELECT id, title, updated_at AS updatedAt FROM chats WHERE project_id = ?
    ORDER BY updated_at DESC, id DESC LIMIT 50`,
  chat: 'SELECT id, title FROM chats WHERE id = ?',
  messages: `SELECT id, role, text, created_at AS createdAt FROM messages WHERE chat_id = ? ORDER BY id`,
  search: `SELECT messages.id, messages.chat_id AS chatId, chats.title, messages.text FROM messages_fts
    JOIN messages ON messages.id = messages_fts.rowid JOIN chats ON chats.id = messages.chat_id
    WHERE messages_fts MATCH ? ORDER BY messages_fts.rowid DESC LIMIT 50`,
  analytics: `SELECT (SELECT count(*) FROM chats WHERE project_id = projects.id) AS chats,
    (SELECT count(*) FROM files WHERE project_id = projects.id) AS files,
    (SELECT max(updated_at) FROM chats WHERE project_id = projects.id) AS lastActive
    FROM projects WHERE id = ?`,
};

/** What every connection is told. @param {'FULL' | 'NORMAL'} synchronous */
export const pragmas = (synchronous) => [
  'PRAGMA foreign_keys = ON',
  'PRAGMA cache_size = -16000',
  `PRAGMA synchronous = ${synchronous}`,
];

/** SQLite takes 32,766 parameters in a statement. */
export const ROWS_PER_INSERT = 1_000;

/** @template T @param {T[]} rows @returns {T[][]} */
export function chunks(rows) {
  const parts = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    parts.push(rows.slice(at, at + ROWS_PER_INSERT));
  }
  return parts;
}

/** better-sqlite3, libsql and node:sqlite have this much in common. */
export function synchronousDriver(db, synchronous) {
  for (const pragma of pragmas(synchronous)) db.exec(pragma);
  const statements = Object.fromEntries(
    Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]),
  );
  const insert = (statement, ...args) => Number(statement.run(...args).lastInsertRowid);
  const addMessage = (message) =>
    insert(statements.addMessage, message.chatId, message.role, message.text, message.createdAt);
  const transaction = (work) => {
    db.exec('BEGIN IMMEDIATE');
    const result = work();
    db.exec('COMMIT');
    return result;
  };
  return {
    addMessage,
    addMessages: (messages) => transaction(() => messages.forEach(addMessage)),
    createProject: ({ name, title, createdAt }) =>
      transaction(() => {
        const projectId = insert(statements.addProject, name, createdAt, createdAt);
        const chatId = insert(statements.addChat, projectId, title, createdAt, createdAt);
        return { projectId, chatId };
      }),
    listChats: (projectId) => statements.listChats.all(projectId),
    // Not `get`, which adds a `_metadata` to the row in libsql.
    loadChat: (chatId) => ({
      ...statements.chat.all(chatId)[0],
      messages: statements.messages.all(chatId),
    }),
    search: (word) => statements.search.all(word),
    analytics: (projectId) => statements.analytics.all(projectId)[0],
    close: () => db.close(),
  };
}
