import { delta, done, ending, event, finish, word } from './events';
import { FLUSH, GATE, HOLD, RESET, type Behaviour, html, json, type Step } from './script';

const stream = (...steps: Step[]): Behaviour => ({ steps });
const begun = word('Hello') + word(' from');

export const proxyPage =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.24.0</center></body></html>';

/** Status 200, and yet no whole answer. */
export const brokenAnswers = {
  resetAtOnce: stream(RESET),
  resetMidAnswer: stream(begun, FLUSH, GATE, RESET),
  resetAfterKeepAlive: stream(': ping\n\n', FLUSH, GATE, RESET),
  endWithoutFinish: stream(begun),
  doneWithoutFinish: stream(begun, done),
  empty: stream(),
  emptyAnswer: stream(finish(), done),
  onlyReasoning: stream(delta({ reasoning_content: 'Hmm.' }), finish(), done),
  lengthBeforeText: stream(delta({ reasoning_content: 'Hmm.' }), finish('length'), done),
  filterBeforeText: stream(finish('content_filter'), done),
  html200: html('<!doctype html><html><head><title>Sign in · Corp Wi-Fi</title></head></html>'),
  json200: json({ error: { message: 'The engine is overloaded', code: 503 } }),
  jsonString200: json({ error: 'something went wrong' }),
  jsonAsStream: { steps: ['{"error":{"message":"model not loaded"}}'] },
  completion200: json({ choices: [{ message: { role: 'assistant', content: 'Hello' } }] }),
  text200: { contentType: 'text/plain', steps: ['It works!'] },
  errorInStream: stream(
    begun,
    event({ error: { message: 'The server had an error', type: 'server_error', code: null } }),
    HOLD,
  ),
  errorStringInStream: stream(begun, event({ error: 'cuda out of memory' })),
  errorObjectInStream: stream(begun, event({ object: 'error', message: 'engine died', code: 500 })),
  errorFieldInStream: stream(begun, 'error: {"code":500,"message":"slot unavailable"}\n\n'),
  rateLimitInStream: stream(begun, event({ error: { message: 'Rate limit exceeded', code: 429 } })),
  overflowInStream: stream(
    event({
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        code: 'context_length_exceeded',
      },
    }),
  ),
  errorFinish: stream(begun, finish('error'), done),
  malformedEvent: stream(
    begun,
    'data: {"choices":[{"delta":{"content":"los\n\n',
    word(' the'),
    ending,
  ),
  wrongShape: stream(begun, event({ choices: [{ delta: { content: 42 } }] }), ending),
  stallAtOnce: stream(HOLD),
  stallMidAnswer: stream(begun, HOLD),
  endlessAnswer: stream({ forever: word('on and on ') }),
  endlessEvent: stream('data: {"choices":[{"delta":{"content":"', { forever: 'x'.repeat(65_536) }),
  unknownCharset: { contentType: 'text/event-stream; charset=klingon', steps: [begun, ending] },
  utf16: { steps: [Buffer.from(begun + ending, 'utf16le')] },
} satisfies Record<string, Behaviour>;
