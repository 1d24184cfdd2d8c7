import { proxyPage } from './brokenAnswers';
import { goodAnswers } from './goodAnswers';
import { HOLD, apiError, html, json, type RecordedRequest, type Reply } from './script';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
const tooMany = (headers: Record<string, string> = {}) =>
  apiError(429, 'Rate limit reached for test-model', 'rate_limit_exceeded', headers);

/** Answers whose status says no. */
export const refusals = {
  /** Answers only who has the key that the test named `right`. */
  needsKey: (request: RecordedRequest) => {
    if (request.key === 'right') return goodAnswers.fixed;
    if (request.key === 'absent') return apiError(401, "You didn't provide an API key.");
    return apiError(401, 'Incorrect API key provided', 'invalid_api_key');
  },
  /** As some servers do, sends the key back in its error. */
  tellsKey: (_request: RecordedRequest, sentKey: string) =>
    apiError(400, `Bad request with key ${sentKey} in header Authorization: Bearer ${sentKey}`),
  /** As OpenAI's newer models do. */
  wantsCompletionTokens: ({ body }: RecordedRequest) =>
    typeof body === 'object' && body !== null && 'max_tokens' in body
      ? apiError(
          400,
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          'unsupported_parameter',
        )
      : goodAnswers.fixed,
  badRequestForever: {
    status: 400,
    contentType: 'text/html',
    steps: [{ forever: '<p>no</p>'.repeat(1000) }],
  },
  forbidden: apiError(403, 'Your region is not supported', 'unsupported_country'),
  forbiddenPage: html('<html><title>Attention Required! | Cloudflare</title></html>', 403),
  noCredit: apiError(429, 'You exceeded your current quota', 'insufficient_quota'),
  paymentRequired: apiError(402, 'Insufficient credits', 402),
  unknownModel: apiError(404, 'The model `test-model` does not exist', 'model_not_found'),
  unknownModel400: apiError(400, 'No such model', 'model_not_found'),
  ollamaUnknownModel: json(
    { error: { message: 'model "test-model" not found, try pulling it first' } },
    404,
  ),
  wrongPath: html('404 page not found', 404),
  wrongPathJson: json({ detail: 'Not Found' }, 404),
  overflow: apiError(
    400,
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
    'context_length_exceeded',
  ),
  llamaOverflow: json(
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
      },
    },
    400,
  ),
  tooLarge: html('<html><title>413 Request Entity Too Large</title></html>', 413),
  badRequest: apiError(400, 'temperature: must be at most 1'),
  validation: json({ detail: [{ loc: ['body', 'max_tokens'], msg: 'must be at least 16' }] }, 422),
  rateLimit: () => tooMany(),
  rateLimitSeconds: () => tooMany({ 'retry-after': '12' }),
  rateLimitDate: () => tooMany({ 'retry-after': inSeconds(90) }),
  rateLimitMilliseconds: () => tooMany({ 'retry-after-ms': '2500' }),
  rateLimitPast: () => tooMany({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
  rateLimitNonsense: () => tooMany({ 'retry-after': 'soon' }),
  serverError: apiError(500, 'The server had an error while processing your request'),
  serverErrorPage: html(
    '<html><head><title>Internal Server Error</title></head><body><script>alert(1)</script></body></html>',
    500,
  ),
  serverErrorEmpty: { status: 500, contentType: '', steps: [] },
  badGateway: html(proxyPage, 502),
  unavailable: apiError(503, 'Loading model'),
  unavailableRetry: apiError(503, 'Overloaded', null, { 'retry-after': '5' }),
  gatewayTimeout: html('<html><title>504 Gateway Time-out</title></html>', 504),
  overloaded: apiError(529, 'Overloaded'),
  errorPageForever: {
    status: 500,
    contentType: 'text/html',
    steps: [{ forever: '<p>no</p>'.repeat(1000) }],
  },
  errorStalls: { status: 500, contentType: 'application/json', steps: ['{"error":', HOLD] },
} satisfies Record<string, Reply>;
