import { setTimeout as wait } from 'node:timers/promises';
import { requestStop, stillStreaming } from '../db/changes';
import { type InFlight, streamingLeaf } from '../db/exchanges';
import type { Db } from '../db/open';
import type { Billing } from './billing';
import { interrupt } from './interrupt';
import { isAlive } from './recovery';

/** How long a window has to end its answer when another one goes on in its chat, in milliseconds. */
const PATIENCE = 5_000;
const STEP = 40;

/**
 * Ends the answer that another window is reading on this chat's branch, and resolves when it has ended with all
 * that had arrived. Who does not end it in time is taken for dead: what arrived is kept, and the chat goes on.
 */
export async function endElsewhere(db: Db, billing: Billing, chatId: string): Promise<void> {
  const answer = await streamingLeaf(db, chatId);
  if (answer) await endAnswer(db, billing, { ...answer, chatId });
}

async function endAnswer(
  db: Db,
  billing: Billing,
  answer: InFlight & { chatId: string },
): Promise<void> {
  const { messageId, owner, aliveAt } = answer;
  if (!isAlive(owner, aliveAt, Date.now())) return interrupt(db, billing, [messageId]);
  await requestStop(db, answer);
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    await wait(STEP);
    if ((await stillStreaming(db, [messageId])).length === 0) return;
  }
  await interrupt(db, billing, [messageId]);
}
