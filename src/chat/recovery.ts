import { hostname } from 'node:os';
import { v7 as uuidv7 } from 'uuid';
import { listStreaming } from '../db/abandoned';
import type { Db } from '../db/open';
import { isRunning } from '../db/running';
import { type Billing, unpriced } from './billing';
import { interrupt } from './interrupt';

/** How often a process says that it is still reading an answer, in milliseconds. */
export const HEARTBEAT = 10_000;
/** A process that has not been heard of for so long is taken for dead, in milliseconds. */
const SILENCE = 6 * HEARTBEAT;

/** Names this process in a library that other windows may have open as well. */
export const thisProcess = (): string => `${hostname()}/${process.pid}/${uuidv7()}`;

/**
 * Marks the answers of processes that died; those of living windows are left alone. Returns the chats in which
 * something was marked, and the answers whose process may still turn out to be dead.
 */
export async function recoverAnswers(
  db: Db,
  { billing = unpriced, now = Date.now() }: { billing?: Billing; now?: number } = {},
): Promise<{ chatIds: string[]; alive: { messageId: string; chatId: string }[] }> {
  const streaming = await listStreaming(db);
  const dead = streaming.filter(({ owner, aliveAt }) => !isAlive(owner, aliveAt, now));
  await interrupt(
    db,
    billing,
    dead.map(({ messageId }) => messageId),
  );
  return {
    chatIds: [...new Set(dead.map(({ chatId }) => chatId))],
    alive: streaming.filter((answer) => !dead.includes(answer)),
  };
}

export function isAlive(owner: string | null, aliveAt: Date | null, now: number): boolean {
  if (owner === null || aliveAt === null) return false;
  const [host, pid] = owner.split('/');
  if (host === hostname() && !isRunning(Number(pid))) return false;
  return now - aliveAt.getTime() < SILENCE;
}
