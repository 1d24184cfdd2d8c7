import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Gate } from './gate';
import type { HowItEnded } from './openaiServer';
import { FLUSH, GATE, HOLD, RESET, type Step } from './script';

/** Does one step after the other until the client leaves or there is none left. */
export async function playSteps(
  steps: Step[],
  response: ServerResponse,
  gate: Gate,
): Promise<HowItEnded> {
  const closed = new Promise((resolve) => response.once('close', resolve));
  response.on('error', () => {}); // a client that leaves while it is written to; `close` follows
  for (const step of steps) {
    if (response.destroyed) return 'closedByClient';
    if (step === RESET) return reset(response);
    await Promise.race([playStep(step, response, gate, closed), closed]);
  }
  if (response.destroyed) return 'closedByClient';
  response.end();
  await closed;
  return response.writableFinished ? 'answered' : 'closedByClient';
}

function reset(response: ServerResponse): HowItEnded {
  response.socket?.resetAndDestroy();
  return 'closedByServer';
}

async function playStep(
  step: Exclude<Step, typeof RESET>,
  response: ServerResponse,
  gate: Gate,
  closed: Promise<unknown>,
): Promise<void> {
  if (step === GATE) return await gate.pass(closed);
  if (step === FLUSH) return await setImmediate();
  if (step === HOLD) return await new Promise(() => {});
  if (typeof step === 'string' || step instanceof Uint8Array) return await write(response, step);
  while (!response.destroyed) {
    await write(response, step.forever);
    await setImmediate();
  }
}

async function write(response: ServerResponse, piece: string | Uint8Array) {
  if (!response.write(piece)) await once(response, 'drain');
}
