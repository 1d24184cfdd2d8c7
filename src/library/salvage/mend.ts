import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../db/connection';
import type { Bindable } from '../../db/workerProtocol';

/**
 * Makes what was read hang together again. What lost its owner gets one; only what means nothing on its own goes.
 * Returns how many projects and chats had to be made up.
 */
export function mend(connection: Connection): number {
  const run = (sql: string, ...args: Bindable[]) => connection.execute({ sql, args }).rowsAffected;
  const now = Date.now();

  const chats = run(
    `INSERT INTO chats (id, project_id, title, title_source, created_at, updated_at)
      SELECT DISTINCT chat_id, coalesce((SELECT id FROM projects ORDER BY name <> ?2, key LIMIT 1), ?1),
        'Salvaged chat', 'user', min(created_at), max(created_at)
      FROM messages WHERE chat_id NOT IN (SELECT id FROM chats) GROUP BY chat_id`,
    uuidv7(),
    SALVAGED,
  );
  const projects = run(
    `INSERT INTO projects (id, name, created_at, updated_at)
      SELECT DISTINCT project_id, ?1, ?2, ?2 FROM (
        SELECT project_id FROM chats UNION SELECT project_id FROM files)
      WHERE project_id NOT IN (SELECT id FROM projects)`,
    SALVAGED,
    now,
  );
  for (const [table, column, owner] of MEANINGLESS_WITHOUT) {
    run(`DELETE FROM ${table} WHERE ${column} NOT IN (SELECT id FROM ${owner})`);
  }
  run(
    `DELETE FROM pieces WHERE message_id NOT IN (SELECT id FROM messages WHERE status = 'streaming')`,
  );
  // A picture whose message is gone waits where a new one is written.
  run(
    `UPDATE images SET message_id = NULL, chat_id = NULL,
      project_id = (SELECT id FROM projects ORDER BY name <> ?1, key LIMIT 1)
    WHERE EXISTS (SELECT 1 FROM projects) AND ${LOST_PICTURE}`,
    SALVAGED,
  );
  run(`DELETE FROM images WHERE ${LOST_PICTURE} OR hash NOT IN (SELECT hash FROM blobs)`);
  for (const column of ['hash', 'seen_hash']) {
    run(`UPDATE files SET ${column} = NULL WHERE ${column} NOT IN (SELECT hash FROM blobs)`);
  }
  run(`UPDATE messages SET author_id = NULL WHERE author_id NOT IN (SELECT id FROM users)`);
  // A message whose parent is gone follows the one that was written before it, so that the chat can be read.
  run(`UPDATE messages SET parent_id = (SELECT id FROM messages before
      WHERE before.chat_id = messages.chat_id AND before.key < messages.key ORDER BY before.key DESC LIMIT 1)
    WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM messages)`);
  run(`UPDATE chats SET leaf_id = (SELECT id FROM messages WHERE chat_id = chats.id ORDER BY key DESC LIMIT 1),
      activity = max(activity, coalesce((SELECT max(key) FROM messages WHERE chat_id = chats.id), 0))
    WHERE leaf_id IS NULL OR leaf_id NOT IN (SELECT id FROM messages WHERE chat_id = chats.id)`);
  return chats + projects;
}

const SALVAGED = 'Salvaged';
const LOST_PICTURE = `coalesce(message_id, chat_id, project_id) NOT IN (
  SELECT id FROM messages UNION ALL SELECT id FROM chats UNION ALL SELECT id FROM projects)`;
const MEANINGLESS_WITHOUT = [
  ['requests', 'message_id', 'messages'],
  ['request_parts', 'request_id', 'requests'],
  ['project_folders', 'project_id', 'projects'],
];
