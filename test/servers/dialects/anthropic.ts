import { json } from '../script';
import { type Dialect, type Fault, statusOf } from './dialect';

const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const block = (index: number, content: object) =>
  event('content_block_start', { index, content_block: content });
const delta = (index: number, fields: object) =>
  event('content_block_delta', { index, delta: fields });
const stop = (index: number) => event('content_block_stop', { index });

const types: Record<Fault, string> = {
  wrongKey: 'authentication_error',
  forbidden: 'permission_error',
  noCredit: 'invalid_request_error',
  unknownModel: 'not_found_error',
  overflow: 'invalid_request_error',
  badRequest: 'invalid_request_error',
  rateLimit: 'rate_limit_error',
  server: 'api_error',
  overloaded: 'overloaded_error',
};
const statuses = { ...statusOf, noCredit: 400, overloaded: 529 };
const reasons = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' };

/** Its input tokens leave out those of the cache: 7 and 4 are 11. */
export const anthropic: Dialect = {
  begin:
    event('message_start', {
      message: {
        id: 'msg-1',
        type: 'message',
        role: 'assistant',
        model: 'test-model',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 7, cache_read_input_tokens: 4, output_tokens: 1 },
      },
    }) + block(0, { type: 'text', text: '' }),
  word: (text) => delta(0, { type: 'text_delta', text }),
  thought: (thinking) =>
    block(1, { type: 'thinking', thinking: '' }) +
    delta(1, { type: 'thinking_delta', thinking }) +
    stop(1),
  end: (reason = 'stop') =>
    stop(0) +
    event('message_delta', {
      delta: { stop_reason: reasons[reason], stop_sequence: null },
      usage: { output_tokens: 7, output_tokens_details: { thinking_tokens: 2 } },
    }) +
    event('message_stop', {}),
  errorEvent: (fault, message) => event('error', { error: { type: types[fault], message } }),
  refusal: (fault, message, headers) =>
    json({ type: 'error', error: { type: types[fault], message } }, statuses[fault], headers),
  malformed:
    'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text":"los\n\n',
  unknown: event('tomorrow', { index: 0 }),
  completion: { id: 'msg-1', type: 'message', content: [{ type: 'text', text: 'Hello' }] },
};
