import { delta, done, event, finish, word } from '../events';
import { apiError } from '../script';
import { type Dialect, type Fault, statusOf } from './dialect';

/** OpenAI's codes, in both of its formats. */
export const openaiCodes: Record<Fault, string> = {
  wrongKey: 'invalid_api_key',
  forbidden: 'unsupported_country',
  noCredit: 'insufficient_quota',
  unknownModel: 'model_not_found',
  overflow: 'context_length_exceeded',
  badRequest: 'invalid_value',
  rateLimit: 'rate_limit_exceeded',
  server: 'server_error',
  overloaded: 'server_overloaded',
};

const reasons = { stop: 'stop', length: 'length', filter: 'content_filter' };
const usage = event({
  choices: [],
  usage: {
    prompt_tokens: 11,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens: 7,
    completion_tokens_details: { reasoning_tokens: 2 },
    total_tokens: 18,
  },
});

export const chat: Dialect = {
  begin: '',
  word,
  thought: (text) => delta({ reasoning_content: text }),
  end: (reason = 'stop') => finish(reasons[reason]) + usage + done,
  errorEvent: (fault, message) =>
    event({ error: { message, type: openaiCodes[fault], code: statusOf[fault] } }),
  refusal: (fault, message, headers) =>
    apiError(statusOf[fault], message, openaiCodes[fault], headers),
  malformed: 'data: {"choices":[{"delta":{"content":"los\n\n',
  unknown: event({ type: 'ping' }),
  completion: { choices: [{ message: { role: 'assistant', content: 'Hello' } }] },
};
