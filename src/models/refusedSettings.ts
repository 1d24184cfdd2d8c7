import type { Fields } from './json';
import type { Fetch } from './request';

/** The models that have told that they want the newer name. */
export type NewNames = Set<string>;

/**
 * OpenAI's newer models refuse `max_tokens` and tell in the refusal to call it `max_completion_tokens`; many other
 * servers know only the older name. So the older one goes first, and a model that refuses it is asked once more.
 */
export const withEitherMaxTokens =
  (fetch: Fetch, model: string, newNames: NewNames): Fetch =>
  async (input, init) => {
    if (newNames.has(model)) return await fetch(input, renamed(init));
    const response = await fetch(input, init);
    if (response.status !== 400) return response;
    const refusal = await beginning(response);
    if (!refusal.includes('max_completion_tokens')) return new Response(refusal, response);
    newNames.add(model);
    return await fetch(input, renamed(init));
  };

async function beginning({ body }: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > longestRefusal) break;
  }
  return text;
}

const longestRefusal = 64 * 1024;

function renamed(init: RequestInit | undefined): RequestInit {
  if (typeof init?.body !== 'string') return { ...init };
  const { max_tokens: max, ...rest } = JSON.parse(init.body) as Fields;
  return { ...init, body: JSON.stringify({ ...rest, max_completion_tokens: max }) };
}
