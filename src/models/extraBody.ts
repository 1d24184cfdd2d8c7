import { amendBody } from './amendBody';
import { type Fields, isFields, parseJson } from './json';
import { ModelError } from './provider';
import type { Fetch } from './request';
import type { Server } from './server';

/** What the chat itself says in a request, in every format: to say it otherwise would make the receipt a lie. */
const ours = new Set([
  'messages',
  'input',
  'contents',
  'system',
  'instructions',
  'systemInstruction',
  'system_instruction',
  'prompt',
  'model',
  'stream',
  // Would say more than the receipt: the server keeps these itself.
  'previous_response_id',
  'conversation',
  'cachedContent',
]);

/** Several answers at once, or one that comes later. */
const otherwise = new Set(['n', 'candidateCount', 'background']);

/** What has a field of its own: what the receipt tells and the limits reckon with is what is sent. */
const theirs = new Set([
  'temperature',
  'top_p',
  'topP',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'maxOutputTokens',
  'stop',
  'stop_sequences',
  'stopSequences',
]);

const example = '{ "seed": 7 }';

/** Reads what a user typed to be added to the body of a request. */
export function readExtraBody(typed: string): { body: Fields } | { problem: string } {
  if (typed.trim() === '') return { body: {} };
  const body = parseJson(typed);
  if (body === undefined) return { problem: `This is not JSON. Write it such as ${example}.` };
  if (!isFields(body) || Array.isArray(body)) {
    return { problem: `This is JSON, but no object. Write it such as ${example}.` };
  }
  const problem = extraBodyProblem(body);
  return problem === undefined ? { body } : { problem };
}

export function extraBodyProblem(body: Fields): string | undefined {
  // Google keeps its settings in one.
  const { generationConfig: google } = body;
  const names = [...Object.keys(body), ...(isFields(google) ? Object.keys(google) : [])];
  for (const name of names) {
    if (ours.has(name)) {
      return `Leave out “${name}”: the chat itself decides what is said to the model.`;
    }
    if (otherwise.has(name)) return `Leave out “${name}”: a chat takes one answer at a time.`;
    if (theirs.has(name)) return `Leave out “${name}”: it has a field of its own.`;
  }
  return undefined;
}

/** @throws {ModelError} at the first request when the extra body would change what is said */
export function withExtraBody(server: Server, extra: Fields | undefined, fetch: Fetch): Fetch {
  if (!extra || Object.keys(extra).length === 0) return fetch;
  return amendBody(fetch, (body) => {
    const problem = extraBodyProblem(extra);
    if (problem === undefined) return merge(body, extra);
    const text = `The extra body for ${server.name} cannot be sent. ${problem}`;
    throw new ModelError(text, 'chooseModel');
  });
}

/** Objects within objects are put together as well: Google keeps its settings in one. */
const merge = (body: Fields, extra: Fields): Fields => ({
  ...body,
  ...Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [name, together(body[name], value)]),
  ),
});

const together = (ours: unknown, theirs: unknown): unknown =>
  isFields(ours) && isFields(theirs) && !Array.isArray(ours) && !Array.isArray(theirs)
    ? merge(ours, theirs)
    : theirs;
