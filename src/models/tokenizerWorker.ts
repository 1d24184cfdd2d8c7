import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { countTokens } from './countTokens';
import type { FromTokenizer, ToTokenizer } from './tokens';

const cancelled = new Set<number>();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: ToTokenizer) => {
  if ('cancel' in message) cancelled.add(message.cancel);
  else last = last.then(() => answer(message));
});

async function answer({ id, texts }: Exclude<ToTokenizer, { cancel: number }>) {
  const counts: number[] = [];
  for (const text of texts) {
    if (cancelled.has(id)) break;
    counts.push(countTokens(text));
    await setImmediate(); // lets a cancel come in
  }
  cancelled.delete(id);
  parentPort?.postMessage({ id, counts } satisfies FromTokenizer);
}
