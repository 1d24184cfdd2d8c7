import { setTimeout as wait } from 'node:timers/promises';
import Database from 'libsql';
import { input, say } from './input';

export interface LockHolderInput {
  file: string;
  /** How long each lock is held, one after the other, in milliseconds. */
  holds: number[];
}

/** Longer than SQLite's longest nap while it waits for a lock, so that the others get their turn. */
const BREAK = 150;

const { file, holds } = input<LockHolderInput>();
const db = new Database(file, { timeout: 60_000 });
for (const hold of holds) {
  db.exec('BEGIN IMMEDIATE');
  say(`held for ${hold}`);
  await wait(hold);
  db.exec('COMMIT');
  await wait(BREAK);
}
