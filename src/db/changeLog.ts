import { getTableColumns } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Connection } from './connection';
import { chats, files, projects } from './schema';

/**
 * What windows tell one another through the library: a short list of what was changed, the oldest entries of which
 * go as new ones come. New messages are not on it: their keys say that they are new. Not worth keeping or merging,
 * so it is out of drizzle-kit's hands.
 */
export const CHANGE_LOG = 'changes';
const ENTRIES_KEPT = 2_000;

export const CHANGE_KINDS = [
  'project',
  'projectDraft',
  'chat',
  'chatDraft',
  'branch',
  'file',
  'message',
  /** Whoever reads this answer is asked to stop. */
  'stop',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const TABLE = `CREATE TABLE IF NOT EXISTS ${CHANGE_LOG} (key integer PRIMARY KEY AUTOINCREMENT,
  writer text NOT NULL, kind text NOT NULL, id text NOT NULL, project_id text, chat_id text)`;

/** Begins to note what this connection changes. Returns the name under which it does. */
export function keepChangeLog(connection: Connection): string {
  const writer = uuidv7();
  connection.script(TABLE);
  // Triggers of the connection, not of the library: each says who wrote, and none is in a migration's way.
  connection.always(triggers(writer).join(';\n'));
  return writer;
}

const namesOf = (columns: Record<string, { name: string }>, ...left: string[]) =>
  Object.values(columns)
    .map(({ name }) => name)
    .filter((name) => !left.includes(name));

/** Appending a message changes none of these, so it pays for none of the triggers. */
const PROJECT = namesOf(getTableColumns(projects), 'key', 'id', 'draft', 'created_at');
const CHAT = namesOf(
  getTableColumns(chats),
  ...['key', 'id', 'draft', 'leaf_id', 'activity', 'created_at', 'updated_at'],
);
const FILE = namesOf(getTableColumns(files), 'key', 'id');

function triggers(writer: string): string[] {
  const note = (kind: ChangeKind, id: string, projectId = 'NULL', chatId = 'NULL') =>
    `INSERT INTO ${CHANGE_LOG} (writer, kind, id, project_id, chat_id)
      VALUES ('${writer}', '${kind}', ${id}, ${projectId}, ${chatId});`;
  let count = 0;
  const on = (event: string, entry: string, when = 'TRUE') =>
    `CREATE TEMP TRIGGER changes_${++count} AFTER ${event} WHEN ${when} BEGIN ${entry} END`;
  const project = (row: string) => note('project', `${row}.id`, `${row}.id`);
  const chat = (row: string) => note('chat', `${row}.id`, `${row}.project_id`, `${row}.id`);
  const file = (row: string) => note('file', `${row}.id`, `${row}.project_id`);
  const differs = (columns: string[]) =>
    columns.map((name) => `new.${name} IS NOT old.${name}`).join(' OR ');

  /** A picture comes into a draft, or leaves it. */
  const pictureTriggers = () =>
    (
      [
        ['INSERT ON images', 'new'],
        ['DELETE ON images', 'old'],
        ['UPDATE OF chat_id, project_id ON images', 'old'],
      ] as const
    ).flatMap(([event, row]) => {
      const its = `(SELECT project_id FROM chats WHERE id = ${row}.chat_id)`;
      const [chatId, projectId] = [`${row}.chat_id`, `${row}.project_id`];
      return [
        on(event, note('chatDraft', chatId, its, chatId), `${chatId} IS NOT NULL`),
        on(event, note('projectDraft', projectId, projectId), `${projectId} IS NOT NULL`),
      ];
    });

  return [
    on('INSERT ON projects', project('new')),
    on('DELETE ON projects', project('old')),
    on(`UPDATE OF ${PROJECT.join(', ')} ON projects`, project('new'), differs(PROJECT)),
    on('UPDATE OF draft ON projects', note('projectDraft', 'new.id', 'new.id'), differs(['draft'])),
    on('INSERT ON chats', chat('new')),
    on('DELETE ON chats', chat('old')),
    on(`UPDATE OF ${CHAT.join(', ')} ON chats`, chat('new'), differs(CHAT)),
    on('UPDATE OF project_id ON chats', chat('old'), differs(['project_id'])),
    on(
      'UPDATE OF draft ON chats',
      note('chatDraft', 'new.id', 'new.project_id', 'new.id'),
      differs(['draft']),
    ),
    ...pictureTriggers(),
    on(
      'UPDATE OF leaf_id ON chats',
      note('branch', 'new.id', 'new.project_id', 'new.id'),
      'new.activity = old.activity AND new.leaf_id IS NOT old.leaf_id',
    ),
    on('INSERT ON files', file('new')),
    on('DELETE ON files', file('old')),
    on(`UPDATE OF ${FILE.join(', ')} ON files`, file('new'), differs(FILE)),
    on(
      'UPDATE OF status, text, problem ON messages',
      note('message', 'new.id', 'NULL', 'new.chat_id'),
      differs(['status', 'text', 'problem']),
    ),
    `CREATE TEMP TRIGGER changes_trim AFTER INSERT ON ${CHANGE_LOG} BEGIN
      DELETE FROM ${CHANGE_LOG} WHERE key <= new.key - ${ENTRIES_KEPT}; END`,
  ];
}
