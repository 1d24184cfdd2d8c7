export interface ContenderEntry {
  name: string;
  label: string;
  /** Its folder below bench/orm: it has its own package.json and lock file. */
  folder: string;
  program: string;
  engine: 'libSQL' | 'better-sqlite3' | 'node:sqlite' | 'sqlite3';
  /** The package whose version is the contender's; none for what Node brings. */
  package?: string;
  /** The one it is compared with; none for the bare driver itself. */
  bare?: string;
  /** Whether installing compiles the driver, so that its scripts have to run. */
  compiles?: boolean;
  /** Whether its folder has a mistakes.mts. */
  typed?: boolean;
}

/** A bare driver stands before those that are compared with it. */
export const CONTENDERS: ContenderEntry[] = [
  {
    name: 'libsql',
    label: 'bare libsql',
    folder: 'libsql',
    program: 'contender.js',
    engine: 'libSQL',
    package: 'libsql',
  },
  {
    name: 'libsql-client',
    label: 'bare @libsql/client',
    folder: 'libsql-client',
    program: 'contender.js',
    engine: 'libSQL',
    package: '@libsql/client',
    bare: 'libsql',
  },
  {
    name: 'drizzle',
    label: '**Drizzle** 1.0',
    folder: 'drizzle',
    program: 'contender.js',
    engine: 'libSQL',
    package: 'drizzle-orm',
    bare: 'libsql',
    typed: true,
  },
  {
    name: 'drizzle-0.45',
    label: 'Drizzle 0.45',
    folder: 'drizzle-0.45',
    program: 'contender.js',
    engine: 'libSQL',
    package: 'drizzle-orm',
    bare: 'libsql',
  },
  {
    name: 'prisma',
    label: 'Prisma',
    folder: 'prisma',
    program: 'contender.js',
    engine: 'libSQL',
    package: '@prisma/client',
    bare: 'libsql',
    typed: true,
  },
  {
    name: 'better-sqlite3',
    label: 'bare better-sqlite3',
    folder: 'better-sqlite3',
    program: 'contender.js',
    engine: 'better-sqlite3',
    package: 'better-sqlite3',
  },
  {
    name: 'kysely',
    label: 'Kysely',
    folder: 'kysely',
    program: 'contender.js',
    engine: 'better-sqlite3',
    package: 'kysely',
    bare: 'better-sqlite3',
    typed: true,
  },
  {
    name: 'knex',
    label: 'Knex',
    folder: 'knex',
    program: 'contender.js',
    engine: 'better-sqlite3',
    package: 'knex',
    bare: 'better-sqlite3',
    typed: true,
  },
  {
    name: 'typeorm',
    label: 'TypeORM',
    folder: 'typeorm',
    program: 'contender.js',
    engine: 'better-sqlite3',
    package: 'typeorm',
    bare: 'better-sqlite3',
    typed: true,
  },
  {
    name: 'sqlite3',
    label: 'bare sqlite3',
    folder: 'sequelize',
    program: 'bare.js',
    engine: 'sqlite3',
    package: 'sqlite3',
    compiles: true,
  },
  {
    name: 'sequelize',
    label: 'Sequelize',
    folder: 'sequelize',
    program: 'contender.js',
    engine: 'sqlite3',
    package: 'sequelize',
    bare: 'sqlite3',
    compiles: true,
    typed: true,
  },
  {
    name: 'node-sqlite',
    label: 'bare node:sqlite',
    folder: 'node-sqlite',
    program: 'contender.js',
    engine: 'node:sqlite',
  },
  {
    name: 'drizzle-node-sqlite',
    label: 'Drizzle 1.0',
    folder: 'drizzle',
    program: 'nodeSqlite.js',
    engine: 'node:sqlite',
    package: 'drizzle-orm',
    bare: 'node-sqlite',
  },
];
