import { apiError } from '../script';
import { openaiCodes } from './chat';
import { type Dialect, statusOf } from './dialect';

const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 1, ...fields })}\n\n`;
const response = { id: 'r-1', object: 'response', created_at: 1, model: 'test-model' };
const usage = {
  input_tokens: 11,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
};
const reasons = { length: 'max_output_tokens', filter: 'content_filter' };

export const responses: Dialect = {
  begin:
    event('response.created', { response }) +
    event('response.output_item.added', {
      output_index: 0,
      item: { type: 'message', id: 'm-1', status: 'in_progress', role: 'assistant', content: [] },
    }),
  word: (delta) =>
    event('response.output_text.delta', {
      item_id: 'm-1',
      output_index: 0,
      content_index: 0,
      delta,
    }),
  thought: (delta) =>
    event('response.output_item.added', {
      output_index: 1,
      item: { type: 'reasoning', id: 'rs-1', summary: [] },
    }) +
    event('response.reasoning_summary_text.delta', { item_id: 'rs-1', summary_index: 0, delta }) +
    event('response.output_item.done', {
      output_index: 1,
      item: { type: 'reasoning', id: 'rs-1', summary: [] },
    }),
  end: (reason = 'stop') =>
    reason === 'stop'
      ? event('response.completed', { response: { ...response, status: 'completed', usage } })
      : event('response.incomplete', {
          response: { ...response, incomplete_details: { reason: reasons[reason] }, usage },
        }),
  errorEvent: (fault, message) =>
    event('response.failed', {
      response: { ...response, error: { code: openaiCodes[fault], message } },
    }),
  refusal: (fault, message, headers) =>
    apiError(statusOf[fault], message, openaiCodes[fault], headers),
  malformed:
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"los\n\n',
  unknown: event('response.something.new', { delta: 'x' }),
  completion: { id: 'r-1', object: 'response', output: [{ type: 'message', content: [] }] },
};
