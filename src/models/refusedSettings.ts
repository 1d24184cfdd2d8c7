import { type Fields, isFields, parseJson } from './json';
import type { SettingName } from './provider';
import type { Fetch } from './request';

/** What servers have refused to be told, by model: the path of it in the body. */
export type Refused = Map<string, Set<string>>;

/** What may be left out, by its path in the body, and what it is to the user. */
const droppable: Record<string, SettingName | null> = {
  temperature: 'temperature',
  top_p: 'topP',
  stop: 'stop',
  stop_sequences: 'stop',
  reasoning_effort: 'reasoningEffort',
  'reasoning.effort': 'reasoningEffort',
  'generationConfig.thinkingConfig': 'reasoningEffort',
  thinking: 'reasoningEffort',
  output_config: 'reasoningEffort',
  // Not the user's wish: only left out.
  'reasoning.summary': null,
  stream_options: null,
  // It has another name then; see `without`.
  max_tokens: null,
};

/**
 * Asks again without a setting that the server says it does not take with this model, and does not mention it
 * to that model from then on. OpenAI's newer models refuse max_tokens in favour of another name, which many other
 * servers do not know.
 */
export function withoutRefused(fetch: Fetch, model: string, all: Refused) {
  const paths = all.get(model) ?? new Set<string>();
  all.set(model, paths);
  const ask: Fetch = async (input, init) => {
    const response = await fetch(input, without(init, paths));
    if (response.status !== 400 && response.status !== 422) return response;
    const refusal = await beginning(response);
    const path = refusedPath(refusal);
    if (path === undefined || paths.has(path)) return new Response(refusal, response);
    paths.add(path);
    return await ask(input, init);
  };
  const refused = () => [...paths].flatMap((path) => droppable[path] ?? []);
  return { fetch: ask, refused };
}

const unsupported =
  /unsupported|not support|cannot both be specified|unrecognized|unknown (parameter|name|field)|not permitted|not allowed|must be verified/i;

function refusedPath(refusal: string): string | undefined {
  if (!unsupported.test(refusal)) return undefined;
  const said = parseJson(refusal);
  const error = isFields(said) ? (said['error'] ?? said['detail'] ?? said) : undefined;
  const first: unknown = Array.isArray(error) ? error[0] : error;
  if (!isFields(first)) return undefined;
  return candidates(first).find((path) => Object.hasOwn(droppable, path));
}

/** The name of the setting: of its own, at the end of a place in the body, or in quotes in the message. */
function candidates({ param, loc, message, msg }: Fields): string[] {
  const place = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
  const quoted = [message, msg].flatMap((text) =>
    typeof text === 'string' ? [...text.matchAll(/['"`]([\w.]+)['"`]/g)] : [],
  );
  const named = typeof param === 'string' ? [param] : [];
  // As Anthropic says it: 'claude-3-5-haiku' does not support thinking.
  const told = [message, msg].flatMap((text) =>
    typeof text === 'string' ? (/does not support (\w+)/.exec(text)?.[1] ?? []) : [],
  );
  return [...named, place, ...quoted.slice(0, 1).map(([, name]) => name ?? ''), ...told];
}

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

function without(init: RequestInit | undefined, paths: Set<string>): RequestInit {
  const body = typeof init?.body === 'string' ? parseJson(init.body) : undefined;
  if (paths.size === 0 || !isFields(body)) return { ...init };
  const changed = [...paths].reduce((left, path) => remove(left, path.split('.')), body);
  if (paths.has('max_tokens')) changed['max_completion_tokens'] ??= body['max_tokens'];
  return { ...init, body: JSON.stringify(changed) };
}

function remove(fields: Fields, [name = '', ...path]: string[]): Fields {
  const { [name]: value, ...rest } = fields;
  if (path.length === 0 || !isFields(value)) return rest;
  const left = remove(value, path);
  return Object.keys(left).length === 0 ? rest : { ...rest, [name]: left };
}
