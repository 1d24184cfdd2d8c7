import { proxyPage } from '../brokenAnswers';
import {
  FLUSH,
  HOLD,
  RESET,
  type Behaviour,
  html,
  json,
  type RecordedRequest,
  type Reply,
  type Step,
} from '../script';
import type { Dialect, Fault } from './dialect';

const stream = (...steps: Step[]): Behaviour => ({ steps });
const bytes = (text: string): Step[] =>
  [...Buffer.from(text)].flatMap((byte) => [Uint8Array.of(byte), FLUSH] as Step[]);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

/** The words of each provider for what all of them say. */
export type Messages = Record<Exclude<Fault, 'rateLimit' | 'badRequest' | 'server'>, string>;

/** Whole answers, oddly sent. */
export function oddAnswers({ begin, word, thought, end, unknown }: Dialect) {
  const hello = begin + word('Hello') + word(' there') + end();
  return {
    plain: stream(hello),
    splitBytes: stream(...bytes(begin + word('Grüße 👩‍💻 日本') + end())),
    crlf: stream(hello.replaceAll('\n', '\r\n')),
    keepAlives: stream(': ping\n\n', FLUSH, begin + word('Hello'), ':\n\n', word(' there') + end()),
    byteOrderMark: stream(`\uFEFF${hello}`),
    noSpaceAfterData: stream(hello.replaceAll('data: ', 'data:')),
    thoughts: stream(begin + thought('Hm. ') + thought('Yes.') + word('Done.') + end()),
    thinkTags: stream(
      begin + word('<th') + word('ink>Hm. Yes.</thi') + word('nk>\n\nDone.') + end(),
    ),
    unknownEvents: stream(begin + unknown + word('Hello') + unknown + word(' there') + end()),
    plainTextType: { contentType: 'text/plain', steps: [hello] },
    noType: { contentType: '', steps: [hello] },
    latin1: {
      contentType: 'text/event-stream; charset=iso-8859-1',
      steps: [Buffer.from(begin + word('Grüße, voilà') + end(), 'latin1')],
    },
    hugeEvent: stream(begin + word('lorem ipsum '.repeat(100_000)) + end()),
    resetAfterEnd: stream(hello, FLUSH, RESET),
    openAfterEnd: stream(hello, HOLD),
    length: stream(begin + word('Hello') + end('length')),
    filter: stream(begin + word('Hello') + end('filter')),
  } satisfies Record<string, Behaviour>;
}

/** Status 200, and yet no whole answer. */
export function brokenStreams(dialect: Dialect, messages: Messages) {
  const { begin, word, thought, end, errorEvent, malformed, completion } = dialect;
  const begun = begin + word('Hello') + word(' from');
  return {
    resetAtOnce: stream(RESET),
    resetAfterKeepAlive: stream(': ping\n\n', FLUSH, RESET),
    endWithoutFinish: stream(begun),
    empty: stream(),
    emptyAnswer: stream(begin + end()),
    onlyThoughts: stream(begin + thought('Hm.') + end()),
    lengthBeforeText: stream(begin + thought('Hm.') + end('length')),
    filterBeforeText: stream(begin + end('filter')),
    html200: html('<!doctype html><html><head><title>Sign in</title></head></html>'),
    json200: json({ error: { message: 'The engine is overloaded', code: 503 } }),
    jsonString200: json({ error: 'something went wrong' }),
    text200: { contentType: 'text/plain', steps: ['It works!'] },
    completion200: json(completion),
    errorInStream: stream(begun + errorEvent('server', 'The engine died')),
    rateLimitInStream: stream(begun + errorEvent('rateLimit', 'Rate limit reached')),
    overloadedAtOnce: stream(errorEvent('overloaded', messages.overloaded)),
    overflowAtOnce: stream(begin + errorEvent('overflow', messages.overflow)),
    malformedEvent: stream(begun + malformed + word(' the') + end()),
    stallAtOnce: stream(HOLD),
    stallMidAnswer: stream(begun, HOLD),
    endlessEvent: stream('data: {"x":"', { forever: 'x'.repeat(65_536) }),
    unknownCharset: { contentType: 'text/event-stream; charset=klingon', steps: [begun + end()] },
    utf16: { steps: [Buffer.from(begun + end(), 'utf16le')] },
  } satisfies Record<string, Behaviour>;
}

/** Answers whose status says no. */
export function statusRefusals({ refusal }: Dialect, messages: Messages) {
  const tooMany = (headers: Record<string, string> = {}) =>
    refusal('rateLimit', 'Too many requests', headers);
  return {
    wrongKey: refusal('wrongKey', messages.wrongKey),
    tellsKey: (_: RecordedRequest, key: string) => refusal('badRequest', `Bad request with ${key}`),
    forbidden: refusal('forbidden', messages.forbidden),
    forbiddenPage: html('<html><title>Attention Required!</title></html>', 403),
    noCredit: refusal('noCredit', messages.noCredit),
    unknownModel: refusal('unknownModel', messages.unknownModel),
    wrongPath: html('404 page not found', 404),
    overflow: refusal('overflow', messages.overflow),
    tooLarge: html('<html><title>413 Request Entity Too Large</title></html>', 413),
    badRequest: refusal('badRequest', 'temperature: must be at most 1'),
    rateLimit: tooMany(),
    rateLimitSeconds: tooMany({ 'retry-after': '12' }),
    rateLimitDate: () => tooMany({ 'retry-after': inSeconds(90) }),
    rateLimitMilliseconds: tooMany({ 'retry-after-ms': '2500' }),
    rateLimitPast: tooMany({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
    rateLimitNonsense: tooMany({ 'retry-after': 'soon' }),
    rateLimitForAges: tooMany({ 'retry-after': '999999999' }),
    serverError: refusal('server', 'The engine died'),
    serverErrorPage: html('<html><title>Internal Server Error</title></html>', 500),
    serverErrorEmpty: { status: 500, contentType: '', steps: [] },
    badGateway: html(proxyPage, 502),
    overloaded: refusal('overloaded', messages.overloaded),
    gatewayTimeout: html('<html><title>504 Gateway Time-out</title></html>', 504),
    pageForever: { status: 500, contentType: 'text/html', steps: [{ forever: '<p>no</p>' }] },
  } satisfies Record<string, Reply>;
}
