/** As long as messages are in peers' histories. */
export const TEXT_LENGTH = 1_200;
/** So many different words that are rare, one in each message. */
export const RARE_WORDS = 1_000;
const WORDS =
  'why does the webhook retry twice before it gives up and what ends the queue of'.split(' ');

/** The same text for the same number. */
export function textOf(n: number): string {
  let text = `message ${n} rare${n % RARE_WORDS}:`;
  for (let i = 0; text.length < TEXT_LENGTH; i++)
    text += ` ${WORDS[(n * 7 + i * 5) % WORDS.length]}`;
  return text;
}
