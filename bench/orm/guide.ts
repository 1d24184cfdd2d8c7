import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { prisma } from './install';

const guide = path.resolve('bench/orm/guide');

/** What bench/orm/prisma/guide.js prints. */
interface MadeByPrisma {
  schemaHash: string;
  sql: string;
  rows: string;
  read: unknown;
}

/**
 * The test of the guide from Prisma to Drizzle runs without Prisma, on files that Prisma made. Here, where Prisma is
 * installed, they are made again: other ones fail the run, or replace the old ones with `ORM_UPDATE_GUIDE=1`.
 */
export async function checkGuide(): Promise<void> {
  for (const [name, content] of Object.entries(await filesOf(askPrisma()))) {
    const file = path.join(guide, name);
    if (process.env['ORM_UPDATE_GUIDE'] === '1') writeFileSync(file, content);
    else if (readFileSync(file, 'utf8').replaceAll('\r\n', '\n') !== content) {
      throw new Error(`Prisma makes another ${name} now: run again with ORM_UPDATE_GUIDE=1.`);
    }
  }
}

function askPrisma(): MadeByPrisma {
  const cwd = path.resolve('bench/orm/prisma');
  const copy = path.join(cwd, 'node_modules/.guide');
  mkdirSync(copy, { recursive: true });
  // A client is generated beside its schema, from where it must find its packages.
  copyFileSync(path.join(guide, 'schema.prisma'), path.join(copy, 'schema.prisma'));
  prisma(cwd, 'generate', '--schema', path.join(copy, 'schema.prisma'));
  const made = execFileSync(process.execPath, ['guide.js'], { cwd, encoding: 'utf8' });
  return JSON.parse(made) as MadeByPrisma;
}

async function filesOf({ schemaHash, sql, rows, read }: MadeByPrisma) {
  const json = path.join(guide, 'prismaRead.json');
  const options = { ...(await resolveConfig(json)), filepath: json };
  return {
    'prisma.sql': `-- Made by Prisma of the schema.prisma with the SHA-256 ${schemaHash}.\n\n${sql}`,
    'prismaRows.sql': rows,
    'prismaRead.json': await format(JSON.stringify(read), options),
  };
}
