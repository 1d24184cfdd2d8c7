import type { Connection } from '../db/connection';
import type { Tick } from './jobs';
import { bothDrafts, changedAt, columnsOf, isLiving, rowsOf, run } from './mergeSql';

/** Those who wrote something. An address belongs to whoever has it here. */
export function bringUsers(connection: Connection): void {
  run(
    connection,
    `INSERT INTO main.users (id, name, email, created_at)
      SELECT s.id, s.name, CASE WHEN s.email IN (SELECT email FROM main.users) THEN NULL ELSE s.email END,
        s.created_at
      FROM source.users s
      WHERE s.id NOT IN (SELECT id FROM main.users)
        AND s.id IN (SELECT author_id FROM source.messages) ORDER BY s.key`,
  );
}

/** How many bytes are written in one transaction. */
const STEP = 8_000_000;

export function bringBlobs(connection: Connection, tick: Tick): void {
  const missing = rowsOf(
    connection,
    `SELECT hash, length(content) FROM source.blobs s
      WHERE NOT EXISTS (SELECT 1 FROM main.blobs t WHERE t.hash = s.hash)`,
  );
  let hashes: string[] = [];
  let bytes = 0;
  const write = () => {
    run(
      connection,
      `INSERT OR IGNORE INTO main.blobs (hash, content, created_at)
        SELECT hash, content, created_at FROM source.blobs
        WHERE hash IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(hashes)],
    );
    [hashes, bytes] = [[], 0];
  };
  for (const [hash, length] of missing) {
    hashes.push(String(hash));
    bytes += Number(length);
    if (bytes < STEP) continue;
    write();
    tick();
  }
  if (hashes.length > 0) write();
}

/** Of a project that is in both, the one that was changed last; unsent text of both. Returns how many are new. */
export function bringProjects(connection: Connection): number {
  const columns = columnsOf(connection, 'projects').join(', ');
  const both = `FROM source.projects s WHERE s.id = projects.id AND ${isLiving('s')}
    AND ${isLiving('projects')}`;
  const isNewer = `${changedAt('s')} > ${changedAt('projects')}`;
  run(
    connection,
    `UPDATE main.projects SET draft = ${bothDrafts('projects', 's')} ${both} AND NOT (${isNewer})
      AND projects.draft IS NOT ${bothDrafts('projects', 's')}`,
  );
  const fields = columnsOf(connection, 'projects').filter(
    (name) => !['id', 'created_at', 'draft'].includes(name),
  );
  run(
    connection,
    `UPDATE main.projects SET draft = ${bothDrafts('s', 'projects')},
      ${fields.map((name) => `${name} = s.${name}`).join(', ')} ${both} AND ${isNewer}`,
  );
  const added = run(
    connection,
    `INSERT INTO main.projects (${columns}) SELECT ${columns} FROM source.projects s
      WHERE ${isLiving('s')} AND s.id NOT IN (SELECT id FROM main.projects) ORDER BY s.key`,
  );
  run(
    connection,
    `INSERT OR IGNORE INTO main.project_folders (project_id, uri, name)
      SELECT project_id, uri, name FROM source.project_folders
      WHERE project_id IN (SELECT id FROM main.projects)`,
  );
  const picture = columnsOf(connection, 'images').join(', ');
  run(
    connection,
    `INSERT INTO main.images (${picture}) SELECT ${picture} FROM source.images s
      WHERE s.project_id IN (SELECT id FROM main.projects p WHERE ${isLiving('p')})
        AND s.id NOT IN (SELECT id FROM main.images) ORDER BY s.key`,
  );
  return added;
}

/** A file that both have attached to a project stays as it is here. */
export function bringFiles(connection: Connection): void {
  const columns = columnsOf(connection, 'files').join(', ');
  run(
    connection,
    `INSERT OR IGNORE INTO main.files (${columns}) SELECT ${columns} FROM source.files s
      WHERE s.project_id IN (SELECT id FROM main.projects) ORDER BY s.key`,
  );
  for (const hash of ['hash', 'seen_hash']) {
    run(
      connection,
      `UPDATE main.files SET ${hash} = s.${hash} FROM source.files s
        WHERE s.id = files.id AND files.${hash} IS NULL AND s.${hash} IS NOT NULL`,
    );
  }
}

/** What both have of a day, project and model may be the same money: the larger is taken, so that twice is once. */
export function bringErasedUsage(connection: Connection): void {
  const columns = columnsOf(connection, 'erased_usage');
  const amounts = columns.filter((name) => !['day', 'project_id', 'model'].includes(name));
  run(
    connection,
    `INSERT INTO main.erased_usage (${columns.join(', ')})
      SELECT ${columns.join(', ')} FROM source.erased_usage WHERE true
      ON CONFLICT DO UPDATE SET ${amounts.map((name) => `${name} = max(${name}, excluded.${name})`).join(', ')}`,
  );
}
