/** As long as messages are in peers' histories. */
export const TEXT_LENGTH = 1_200;
/** So many different words that are rare, one in each message. */
export const RARE_WORDS = 1_000;
/** As models write: quotes, lists and code to escape, and typographic signs, which make two bytes of every character. */
const PARAGRAPHS = [
  'The webhook retries **twice** — once after the first timeout, once before the queue ends — and then it gives up. That isn’t wrong.\n\n',
  '```ts\nconst delay = backoff("webhook", attempt);\nif (attempt >= 2) return giveUp(event, { reason: "timeout" });\nawait sleep(delay);\n```\n\n',
  '1. `retryPolicy.ts` says "at most 2", which is why the handler stops.\n2. `webhook.ts:42` asks for the policy *before* it writes.\n3. What ends the queue is the drain → `close()`.\n\n',
  'Why does it happen? The server answers with "503 Service Unavailable" and the client takes this for a lost message.\n\n',
];

/** The same text for the same number. */
export function textOf(n: number): string {
  let text = `message ${n} rare${n % RARE_WORDS}:\n\n`;
  for (let i = n; text.length < TEXT_LENGTH; i++) text += PARAGRAPHS[i % PARAGRAPHS.length];
  return text.slice(0, TEXT_LENGTH);
}
