import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

// What the guide from Prisma to Drizzle is proven with: the tables that Prisma makes of its schema, some rows as
// Prisma stores them, and the same rows as Prisma reads them. Prints one line of JSON.

const { resolve } = createRequire(import.meta.url);
const content = readFileSync(new URL('../guide/schema.prisma', import.meta.url), 'utf8');

/** What `prisma migrate diff --from-empty --to-schema … --script` prints: the same engine, built for WebAssembly. */
async function migrateDiff() {
  const folder = path.dirname(resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const wasm = new WebAssembly.Module(readFileSync(path.join(folder, 'schema_engine_bg.wasm')));
  const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();

  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaLibSql({ url: 'file::memory:' }));
  const schemaEngine = await engine.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
  const { stdout } = await schemaEngine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout;
}

const time = (second) => new Date(Date.UTC(2026, 0, 2, 3, 4, second, 56));
const FIRST = 4_294_967_296n;

async function write(prisma) {
  const author = { id: 'ada', name: 'Ada', email: 'ada@example.org', createdAt: time(0) };
  await prisma.user.create({ data: author });
  await prisma.user.create({ data: { id: 'bob', name: 'Bob', createdAt: time(1) } });
  await prisma.project.create({
    data: {
      name: 'Payments',
      settings: { model: 'a:b', temperature: 0.5 },
      budget: '12.34',
      shelf: 'archived',
      createdAt: time(2),
      updatedAt: time(3),
      files: { create: { path: 'src/é.ts', content: Buffer.from([0, 1, 254, 255]) } },
      chats: {
        create: {
          title: 'Retries',
          pinned: true,
          createdAt: time(4),
          updatedAt: time(5),
          tags: { create: [{ name: 'bug' }, { name: 'later' }] },
        },
      },
    },
  });
  const shared = { chatId: 1, createdAt: time(6) };
  await prisma.message.createMany({
    data: [
      { ...shared, id: FIRST, role: 'user', text: "Why 'twice'?", authorId: 'ada' },
      { ...shared, id: FIRST + 1n, role: 'assistant', text: 'É', parentId: FIRST, costUsd: 0.25 },
      { ...shared, id: FIRST + 2n, role: 'assistant', text: '二', parentId: FIRST },
    ],
  });
}

const read = (prisma) =>
  prisma.project.findMany({
    include: {
      files: true,
      chats: {
        include: {
          tags: { orderBy: { id: 'asc' } },
          messages: {
            orderBy: { id: 'asc' },
            include: { author: true, versions: { orderBy: { id: 'asc' } } },
          },
        },
      },
    },
  });

/** JSON has no dates, big integers, decimals and bytes. */
const plain = (value) =>
  JSON.parse(
    JSON.stringify(value, (_key, part) => {
      if (typeof part === 'bigint') return String(part);
      return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part;
    }),
  );

/** The rows as statements, so that the stored values can be seen, and compared. */
async function storedRows(client) {
  const tables = ['users', 'projects', 'chats', 'messages', 'files', 'tags', '_ChatToTag'];
  const statements = [];
  for (const table of tables) {
    const { columns } = await client.execute(`SELECT * FROM "${table}"`);
    const quoted = columns.map((column) => `quote("${column}")`).join(` || ', ' || `);
    const { rows } = await client.execute(`SELECT ${quoted} AS row FROM "${table}" ORDER BY rowid`);
    statements.push(...rows.map(({ row }) => `INSERT INTO "${table}" VALUES (${row});`));
  }
  return statements.join('\n') + '\n';
}

const folder = mkdtempSync(path.join(tmpdir(), 'prisma-guide-'));
try {
  const url = `file:${path.join(folder, 'guide.db')}`;
  const client = createClient({ url });
  const sql = await migrateDiff();
  await client.executeMultiple(sql);
  const { PrismaClient } = await import('./node_modules/.guide/client/index.js');
  const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url }) });
  await write(prisma);
  const result = {
    schemaHash: createHash('sha256').update(content.replaceAll('\r\n', '\n')).digest('hex'),
    sql,
    rows: await storedRows(client),
    read: plain(await read(prisma)),
  };
  await prisma.$disconnect();
  client.close();
  console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
