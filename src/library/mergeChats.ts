import type { Connection } from '../db/connection';
import type { Tick } from './jobs';
import { bothDrafts, changedAt, columnsOf, isLiving, ownSettings, rowsOf, run } from './mergeSql';

/** How many messages are written in one transaction, except for a chat that alone has more. */
const STEP = 5_000;

interface Counts {
  chats: number;
  messages: number;
}

/** Whole chats. Messages get new keys in their old order: a parent before its answers. */
export function mergeChats(connection: Connection, tick: Tick): Counts {
  const total = { chats: 0, messages: 0 };
  const groups = groupsOf(connection);
  const count = groups.reduce((sum, { length }) => sum + length, 0);
  for (const group of groups) {
    tick(`Bringing in chats: ${total.chats} of ${count}`);
    const added = connection.inTransaction(() => bringGroup(connection, JSON.stringify(group)));
    total.chats += added.chats;
    total.messages += added.messages;
  }
  connection.inTransaction(() => {
    sortByTime(connection);
    restoreProjects(connection);
  });
  return total;
}

/** So that lists show the chats of both libraries by when they were last written to. */
function sortByTime(connection: Connection): void {
  run(
    connection,
    `UPDATE main.chats SET activity = sorted.place FROM (
        SELECT id, min(row_number() OVER (ORDER BY updated_at, activity, key),
          (SELECT coalesce(max(key), 0) FROM main.messages)) AS place FROM main.chats) sorted
      WHERE sorted.id = chats.id AND chats.activity IS NOT sorted.place`,
  );
}

/** No new words are in the trash: a project with a chat that was written to there afterwards is active again. */
function restoreProjects(connection: Connection): void {
  run(
    connection,
    `UPDATE main.projects SET shelf = 'active', shelved_at = NULL
      WHERE shelf = 'trashed' AND ${isLiving('projects')} AND id IN (
        SELECT c.project_id FROM source.chats s
          JOIN source.projects p ON p.id = s.project_id JOIN main.chats c ON c.id = s.id
        WHERE s.shelf <> 'trashed' AND p.shelf <> 'trashed' AND c.shelf <> 'trashed'
          AND s.updated_at > projects.shelved_at)`,
  );
}

function groupsOf(connection: Connection): string[][] {
  const rows = rowsOf(
    connection,
    `SELECT s.id, (SELECT count(*) FROM source.messages m WHERE m.chat_id = s.id)
      FROM source.chats s JOIN main.projects p ON p.id = s.project_id
      WHERE ${isLiving('s')} AND ${isLiving('p')} ORDER BY s.activity, s.key`,
  );
  const groups: string[][] = [];
  let room = 0;
  for (const [id, messages] of rows) {
    if (groups.length === 0 || room <= 0) {
      groups.push([]);
      room = STEP;
    }
    groups.at(-1)?.push(String(id));
    // Empty chats are work as well.
    room -= Number(messages) + 1;
  }
  return groups;
}

/** `group` is a JSON array of the chats' ids. */
function bringGroup(connection: Connection, group: string): Counts {
  const ofGroup = 'IN (SELECT value FROM json_each(?))';
  bringChanges(connection, group);
  const columns = columnsOf(connection, 'chats').join(', ');
  const chats = run(
    connection,
    `INSERT INTO main.chats (${columns}) SELECT ${columns} FROM source.chats s
      WHERE s.id ${ofGroup} AND s.id NOT IN (SELECT id FROM main.chats) ORDER BY s.activity, s.key`,
    [group],
  );
  const messages = run(connection, insertMessages(connection), [group]);
  mendMessages(connection, group);
  bringPictures(connection, group);
  bringReceipts(connection, group);
  return { chats, messages };
}

function insertMessages(connection: Connection): string {
  const columns = columnsOf(connection, 'messages').join(', ');
  return `INSERT INTO main.messages (${columns}) SELECT ${columns} FROM source.messages s
    WHERE s.chat_id IN (SELECT value FROM json_each(?))
      AND s.chat_id IN (SELECT id FROM main.chats c WHERE ${isLiving('c')})
      AND NOT EXISTS (SELECT 1 FROM main.messages t WHERE t.id = s.id)
    ORDER BY s.key`;
}

/** Of a chat that is in both, what was changed last; the branch that was shown last; unsent text of both; settings of either. */
function bringChanges(connection: Connection, group: string): void {
  const both = `FROM source.chats s WHERE s.id IN (SELECT value FROM json_each(?))
    AND s.id = chats.id AND ${isLiving('chats')}`;
  const isNewer = `${changedAt('s')} > ${changedAt('chats')}`;
  run(
    connection,
    `UPDATE main.chats SET draft = ${bothDrafts('chats', 's')},
      settings = ${ownSettings('chats', 's')},
      leaf_id = coalesce(chats.leaf_id, s.leaf_id) ${both} AND NOT (${isNewer})
      AND (chats.draft IS NOT ${bothDrafts('chats', 's')}
        OR chats.settings IS NOT ${ownSettings('chats', 's')}
        OR chats.leaf_id IS NOT coalesce(chats.leaf_id, s.leaf_id))`,
    [group],
  );
  const fields = columnsOf(connection, 'chats').filter(
    (name) => !['id', 'created_at', 'draft', 'leaf_id', 'activity', 'settings'].includes(name),
  );
  run(
    connection,
    `UPDATE main.chats SET draft = ${bothDrafts('s', 'chats')},
      settings = ${ownSettings('s', 'chats')},
      leaf_id = coalesce(s.leaf_id, chats.leaf_id),
      ${fields.map((name) => `${name} = s.${name}`).join(', ')} ${both} AND ${isNewer}`,
    [group],
  );
}

/**
 * A message does not change once it has ended; an answer that was cut off here may be longer there, and words that are
 * damaged for good in one may be whole in the other (checksum.ts).
 */
function mendMessages(connection: Connection, group: string): void {
  const fields = [
    'text',
    'reasoning',
    'reasoning_ms',
    'status',
    'problem',
    'citations',
    'terms',
    'checksum',
  ];
  const present = columnsOf(connection, 'messages').filter((name) => fields.includes(name));
  run(
    connection,
    `UPDATE main.messages SET ${present.map((name) => `${name} = s.${name}`).join(', ')}
      FROM source.messages s
      WHERE s.chat_id IN (SELECT value FROM json_each(?)) AND s.id = messages.id
        AND (messages.status NOT IN ('streaming', 'done')
            AND (length(s.text) > length(messages.text)
              OR s.text = messages.text AND s.status = 'done')
            AND (s.status = messages.status AND s.checksum < 0 AND messages.checksum >= 0) IS NOT TRUE
          OR messages.status = 'done' AND s.status = 'done'
            AND messages.checksum < 0 AND s.checksum >= 0)`,
    [group],
  );
}

/** Of messages, and those not sent yet. What was sent here meanwhile stays where it is. */
function bringPictures(connection: Connection, group: string): void {
  const columns = columnsOf(connection, 'images').join(', ');
  run(
    connection,
    `INSERT INTO main.images (${columns}) SELECT ${columns} FROM source.images s
      WHERE (s.chat_id IN (SELECT value FROM json_each(?1)) OR s.message_id IN (SELECT m.id
          FROM source.messages m WHERE m.chat_id IN (SELECT value FROM json_each(?1))))
        AND (s.chat_id IN (SELECT id FROM main.chats c WHERE ${isLiving('c')})
          OR s.message_id IN (SELECT id FROM main.messages))
        AND s.id NOT IN (SELECT id FROM main.images) ORDER BY s.key`,
    [group],
  );
}

/** Who reads the answer there, and what is set aside until it has ended. */
const OF_THE_PROCESS = ['owner', 'alive_at', 'reserved_nanos', 'reserved_tokens'];

function bringReceipts(connection: Connection, group: string): void {
  const columns = columnsOf(connection, 'requests');
  const values = columns.map((name) => (OF_THE_PROCESS.includes(name) ? 'NULL' : `s.${name}`));
  const ofGroup = `m.chat_id IN (SELECT value FROM json_each(?))`;
  run(
    connection,
    `INSERT INTO main.requests (${columns.join(', ')}) SELECT ${values.join(', ')}
      FROM source.messages m JOIN source.requests s ON s.message_id = m.id
      WHERE ${ofGroup} AND m.id IN (SELECT id FROM main.messages)
        AND NOT EXISTS (SELECT 1 FROM main.requests t WHERE t.id = s.id) ORDER BY s.key`,
    [group],
  );
  const parts = columnsOf(connection, 'request_parts');
  run(
    connection,
    `INSERT OR IGNORE INTO main.request_parts (${parts.join(', ')})
      SELECT ${parts.map((name) => `p.${name}`).join(', ')}
      FROM source.messages m JOIN source.requests r ON r.message_id = m.id
        JOIN source.request_parts p ON p.request_id = r.id
      WHERE ${ofGroup} AND r.id IN (SELECT id FROM main.requests)`,
    [group],
  );
  const figures = columns.filter(
    (name) => /_tokens$|_nanos$|_ms$/.test(name) && !OF_THE_PROCESS.includes(name),
  );
  run(
    connection,
    `UPDATE main.requests SET
        is_estimated = iif(requests.input_tokens IS NULL, s.is_estimated, requests.is_estimated),
        ${figures.map((name) => `${name} = coalesce(requests.${name}, s.${name})`).join(', ')}
      FROM source.requests s JOIN source.messages m ON m.id = s.message_id
      WHERE ${ofGroup} AND s.id = requests.id AND (${figures
        .map((name) => `requests.${name} IS NULL AND s.${name} IS NOT NULL`)
        .join(' OR ')})`,
    [group],
  );
}
