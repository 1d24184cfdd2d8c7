import { event } from '../events';
import { json } from '../script';
import { type Dialect, type Fault, statusOf } from './dialect';

const candidate = (parts: object[], more: object = {}, beside: object = {}) =>
  event({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }], ...beside });
const usageMetadata = {
  promptTokenCount: 11,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 2,
  totalTokenCount: 18,
};
const names: Record<Fault, string> = {
  wrongKey: 'INVALID_ARGUMENT',
  forbidden: 'PERMISSION_DENIED',
  noCredit: 'FAILED_PRECONDITION',
  unknownModel: 'NOT_FOUND',
  overflow: 'INVALID_ARGUMENT',
  badRequest: 'INVALID_ARGUMENT',
  rateLimit: 'RESOURCE_EXHAUSTED',
  server: 'INTERNAL',
  overloaded: 'UNAVAILABLE',
};
const statuses = { ...statusOf, wrongKey: 400, noCredit: 402 };
const reasons = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' };
const error = (fault: Fault, message: string) => ({
  error: { code: statuses[fault], message, status: names[fault] },
});

export const google: Dialect = {
  begin: '',
  word: (text) => candidate([{ text }]),
  thought: (text) => candidate([{ text, thought: true }]),
  end: (reason = 'stop') => candidate([], { finishReason: reasons[reason] }, { usageMetadata }),
  errorEvent: (fault, message) => event(error(fault, message)),
  refusal: (fault, message, headers) => json(error(fault, message), statuses[fault], headers),
  malformed: 'data: {"candidates":[{"content":{"parts":[{"text":"los\n\n',
  unknown: event({ responseId: 'x', somethingNew: true }),
  completion: { candidates: [{ content: { parts: [{ text: 'Hello' }] } }] },
};
