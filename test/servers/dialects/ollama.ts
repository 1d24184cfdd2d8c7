import { done, event } from '../events';
import { json } from '../script';
import { type Dialect, type Fault, statusOf } from './dialect';

const chunk = (choices: object[], more: object = {}) =>
  event({
    id: 'chatcmpl-217',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'test-model',
    system_fingerprint: 'fp_ollama',
    choices,
    ...more,
  });
/** Every one of them has the role and a content, if only an empty one. */
const delta = (fields: object, reason: string | null = null, more: object = {}) =>
  chunk(
    [{ index: 0, delta: { role: 'assistant', content: '', ...fields }, finish_reason: reason }],
    more,
  );
/** It tells neither what its cache saved nor what were thoughts. */
const usage = chunk([], {
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
});

const types: Record<number, string> = { 400: 'invalid_request_error', 404: 'not_found_error' };
// The filter is that of a gateway before it: its own answers end with “stop” or “length”.
const reasons = { stop: 'stop', length: 'length', filter: 'content_filter' };
const typeOf = (fault: Fault) => types[statusOf[fault]] ?? 'api_error';

/** Ollama's chat completions, under /v1. */
export const ollama: Dialect = {
  begin: '',
  word: (content) => delta({ content }),
  thought: (reasoning) => delta({ reasoning }),
  end: (reason = 'stop') => delta({}, reasons[reason]) + usage + done,
  // What was the error is lost on its way into this format: an empty piece is left of it, and the stream ends.
  errorEvent: () => delta({}, null, { model: '' }),
  refusal: (fault, message, headers) =>
    json(
      { error: { message, type: typeOf(fault), param: null, code: null } },
      statusOf[fault],
      headers,
    ),
  malformed:
    'data: {"id":"chatcmpl-217","choices":[{"index":0,"delta":{"role":"assistant","content":"los\n\n',
  unknown: chunk([], { _debug_info: { rendered_template: 'x' } }),
  completion: {
    id: 'chatcmpl-217',
    object: 'chat.completion',
    system_fingerprint: 'fp_ollama',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' } }],
  },
};
