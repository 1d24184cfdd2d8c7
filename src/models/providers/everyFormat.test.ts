import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anthropic as anthropicDialect } from '../../../test/servers/dialects/anthropic';
import { chat as chatDialect } from '../../../test/servers/dialects/chat';
import type { Dialect } from '../../../test/servers/dialects/dialect';
import { google as googleDialect } from '../../../test/servers/dialects/google';
import { ollama as ollamaDialect } from '../../../test/servers/dialects/ollama';
import {
  brokenStreams,
  type Messages,
  oddAnswers,
  statusRefusals,
} from '../../../test/servers/dialects/misbehaviours';
import { responses as responsesDialect } from '../../../test/servers/dialects/responses';
import { type OpenaiServer, startOpenaiServer } from '../../../test/servers/openaiServer';
import { FLUSH, HOLD, html, type Step } from '../../../test/servers/script';
import type { AnswerPart, Provider } from '../provider';
import type { ProviderOptions } from '../sdkProvider';
import { asModelError, collectAnswer } from '../testing';
import { anthropic } from './anthropic';
import { google } from './google';
import { openai } from './openai';
import { openaiCompatible } from './openaiCompatible';

const openaiWords: Messages = {
  wrongKey: 'Incorrect API key provided',
  forbidden: 'Your region is not supported',
  noCredit: 'You exceeded your current quota, please check your plan and billing details.',
  unknownModel: 'The model `test-model` does not exist or you do not have access to it.',
  overflow: 'Your input exceeds the context window of this model.',
  overloaded: 'The server is overloaded',
};

interface Format {
  make: (options: ProviderOptions) => Provider;
  dialect: Dialect;
  words: Messages;
  /** Of its own for being overloaded. */
  overloadedStatus: number;
  /** Where it tells less than the others. */
  usage?: object;
}

const formats: Record<string, Format> = {
  'chat completions': {
    make: openaiCompatible,
    dialect: chatDialect,
    words: openaiWords,
    overloadedStatus: 503,
  },
  responses: { make: openai, dialect: responsesDialect, words: openaiWords, overloadedStatus: 503 },
  anthropic: {
    make: anthropic,
    dialect: anthropicDialect,
    words: {
      wrongKey: 'invalid x-api-key',
      forbidden: 'Your account does not have access to Claude.',
      noCredit: 'Your credit balance is too low to access the Anthropic API.',
      unknownModel: 'model: test-model',
      overflow: 'prompt is too long: 208310 tokens > 200000 maximum',
      overloaded: 'Overloaded',
    },
    overloadedStatus: 529,
  },
  google: {
    make: google,
    dialect: googleDialect,
    words: {
      wrongKey: 'API key not valid. Please pass a valid API key.',
      forbidden: 'Generative Language API has not been used in project 1 before.',
      noCredit: 'Billing is not active for this project.',
      unknownModel: 'models/test-model is not found for API version v1beta.',
      overflow: 'The input token count (9000) exceeds the maximum number of tokens allowed (8192).',
      overloaded: 'The model is overloaded.',
    },
    overloadedStatus: 503,
  },
  ollama: {
    make: openaiCompatible,
    dialect: ollamaDialect,
    words: {
      wrongKey: 'unauthorized',
      forbidden:
        'this model requires a subscription, upgrade for access: https://ollama.com/upgrade',
      noCredit:
        'you (me) have reached your session usage limit, upgrade for higher limits: https://ollama.com/upgrade',
      unknownModel: 'model "test-model" not found, try pulling it first',
      overflow: 'the input length exceeds the context length',
      overloaded: 'server busy, please try again. maximum pending requests exceeded',
    },
    overloadedStatus: 503,
    usage: { inputTokens: 11, outputTokens: 7 },
  },
};

const key = 'sk-test-0123456789abcdef';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer({ keys: { right: key } });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const limits = { eventLength: 8 * 1024 * 1024, afterFinishMs: 200 };
const stalls = { ...limits, firstByteMs: 300, stallMs: 300 };
const provider = ({ make }: Format, name: string) =>
  make({
    id: 'test',
    name: 'Test',
    baseUrl: server.url,
    apiKey: async () => key,
    limits: name.startsWith('stall') ? stalls : limits,
  });

const fullUsage = {
  inputTokens: 11,
  outputTokens: 7,
  cachedInputTokens: 4,
  reasoningTokens: 2,
};

type Whole = { text: string; reasoning?: string; finish?: string };
const whole: Record<keyof ReturnType<typeof oddAnswers>, Whole> = {
  plain: { text: 'Hello there' },
  splitBytes: { text: 'Grüße 👩‍💻 日本' },
  crlf: { text: 'Hello there' },
  keepAlives: { text: 'Hello there' },
  byteOrderMark: { text: 'Hello there' },
  noSpaceAfterData: { text: 'Hello there' },
  thoughts: { text: 'Done.', reasoning: 'Hm. Yes.' },
  thinkTags: { text: 'Done.', reasoning: 'Hm. Yes.' },
  unknownEvents: { text: 'Hello there' },
  plainTextType: { text: 'Hello there' },
  noType: { text: 'Hello there' },
  latin1: { text: 'Grüße, voilà' },
  hugeEvent: { text: 'lorem ipsum '.repeat(100_000) },
  resetAfterEnd: { text: 'Hello there' },
  openAfterEnd: { text: 'Hello there' },
  length: { text: 'Hello', finish: 'length' },
  filter: { text: 'Hello', finish: 'filter' },
};

type Row = [
  sentence: string | ((format: Format) => string),
  action: string,
  more?: { text?: string; passing?: boolean; remedy?: string; retryAfterMs?: number },
];
const again = ' What had arrived is kept. Try again.';
const address = 'Check the address in Manage Models.';
const overflow =
  'The instructions, files and messages together are too long for model “test-model”. Remove files, start a new chat, or choose a model with a larger context window.';
const begun = { text: 'Hello from' };
const showResponse = { remedy: 'showResponse' };

const broken: Record<keyof ReturnType<typeof brokenStreams>, Row> = {
  resetAtOnce: ['Test closed the connection without an answer. Try again.', 'retry'],
  resetAfterKeepAlive: ['Test closed the connection without an answer. Try again.', 'retry'],
  endWithoutFinish: [
    `The connection to Test was cut in the middle of the answer.${again}`,
    'retry',
    { ...begun, remedy: 'continue' },
  ],
  empty: [`Test sent nothing instead of a stream of words. ${address}`, 'manageModels'],
  emptyAnswer: [
    'Test ended without a word of an answer. Try again, or choose another model.',
    'retry',
  ],
  onlyThoughts: [
    'Test ended without a word of an answer. Try again, or choose another model.',
    'retry',
  ],
  lengthBeforeText: [
    "The answer's 100 tokens were used up before its first word. Raise max tokens in the project's settings, or choose another model.",
    'chooseModel',
  ],
  filterBeforeText: [
    ({ dialect }) =>
      dialect === anthropicDialect
        ? 'The model “test-model” refused to answer. Ask in another way, or choose another model.'
        : 'Test withheld the answer. Ask in another way, or choose another model.',
    'chooseModel',
  ],
  html200: [
    `Test sent a web page, “Sign in”, instead of an answer. URL seems to lead to a web site or to a sign-in page. ${address}`,
    'manageModels',
    showResponse,
  ],
  json200: [
    'Test is overloaded or not ready (503): “The engine is overloaded”. Try again in a moment.',
    'retry',
    { passing: true },
  ],
  jsonString200: [
    'Test reported an error: “something went wrong”. Try again in a moment.',
    'retry',
  ],
  text200: [
    `Test sent text, “It works!”, instead of a stream of words. ${address}`,
    'manageModels',
    showResponse,
  ],
  completion200: [
    `Test sent JSON instead of a stream of words. ${address}`,
    'manageModels',
    showResponse,
  ],
  errorInStream: [
    ({ dialect }) =>
      dialect === responsesDialect
        ? 'Test reported an error: “The engine died”. Try again in a moment.'
        : 'Test has failed (500): “The engine died”. Try again in a moment.',
    'retry',
    begun,
  ],
  rateLimitInStream: [
    'Test asks to wait: too many requests. Try again in a moment.',
    'retry',
    { ...begun, passing: true },
  ],
  overloadedAtOnce: [
    ({ dialect, overloadedStatus, words }) =>
      dialect === responsesDialect
        ? `Test reported an error: “${words.overloaded}”. Try again in a moment.`
        : `Test is overloaded or not ready (${overloadedStatus}): “${words.overloaded}”. Try again in a moment.`,
    'retry',
  ],
  overflowAtOnce: [overflow, 'chooseModel', { remedy: 'shorten' }],
  malformedEvent: [
    `A part of what Test sent could not be read, so words may be missing.${again}`,
    'retry',
    { text: 'Hello from the' },
  ],
  stallAtOnce: [
    'Test has not begun to answer within 0.3 seconds. Try again, or choose another model.',
    'retry',
  ],
  stallMidAnswer: [
    `Test stopped in the middle of the answer and sent nothing for 0.3 seconds.${again}`,
    'retry',
    { ...begun, remedy: 'continue' },
  ],
  endlessEvent: [
    'Test sent more than an answer can be, so the connection was closed. What had arrived is kept. Try again, or choose another model.',
    'retry',
  ],
  unknownCharset: [
    'Test answers in a character set that is not known here, “klingon”. Choose another model.',
    'chooseModel',
  ],
  utf16: [`Test sent something that could not be read as an answer. ${address}`, 'manageModels'],
};

const wait = (ms: number) => ({ passing: true, retryAfterMs: ms });
const webPage = (title: string) =>
  `with a web page${title}, which seems to come from a proxy or from another kind of server.`;

const refused: Record<keyof ReturnType<typeof statusRefusals>, Row> = {
  wrongKey: ['Test did not accept the API key. Set the right key, then try again.', 'setKey'],
  tellsKey: [
    'Test did not accept the request (400): “Bad request with [key]”. Check the model settings, or choose another model.',
    'chooseModel',
  ],
  forbidden: [
    ({ words }) =>
      `Test refused the request (403): “${words.forbidden}”. Check the API key and what it may be used for.`,
    'setKey',
  ],
  forbiddenPage: [
    `Test refused the request (403) ${webPage(' “Attention Required!”')} Check the API key and what it may be used for.`,
    'setKey',
    showResponse,
  ],
  noCredit: [
    'The account at Test has no credit left. Add credit there, or choose another model.',
    'chooseModel',
  ],
  unknownModel: ['Test has no model “test-model”. Choose another model.', 'chooseModel'],
  wrongPath: [`Test does not know the address URL (404). ${address}`, 'manageModels'],
  overflow: [overflow, 'chooseModel', { remedy: 'shorten' }],
  tooLarge: [
    'The request is too large for Test (413). Remove files, then try again.',
    'chooseModel',
    { remedy: 'shorten' },
  ],
  badRequest: [
    'Test did not accept the request (400): “temperature: must be at most 1”. Check the model settings, or choose another model.',
    'chooseModel',
  ],
  rateLimit: [
    'Test asks to wait: too many requests. Try again in a moment.',
    'retry',
    { passing: true },
  ],
  rateLimitSeconds: [
    'Test asks to wait: too many requests. Try again in 12 seconds.',
    'retry',
    wait(12_000),
  ],
  rateLimitDate: [
    'Test asks to wait: too many requests. Try again in 90 seconds.',
    'retry',
    { passing: true },
  ],
  rateLimitMilliseconds: [
    'Test asks to wait: too many requests. Try again in 3 seconds.',
    'retry',
    wait(2500),
  ],
  rateLimitPast: ['Test asks to wait: too many requests. Try again in 1 second.', 'retry', wait(0)],
  rateLimitNonsense: [
    'Test asks to wait: too many requests. Try again in a moment.',
    'retry',
    { passing: true },
  ],
  rateLimitForAges: [
    'Test asks to wait: too many requests. Try again in 24 hours.',
    'retry',
    wait(86_400_000),
  ],
  serverError: [
    'Test has failed (500): “The engine died”. Try again in a moment.',
    'retry',
    { passing: true },
  ],
  serverErrorPage: [
    `Test has failed (500) ${webPage(' “Internal Server Error”')} Try again in a moment.`,
    'retry',
    { passing: true, ...showResponse },
  ],
  serverErrorEmpty: ['Test has failed (500). Try again in a moment.', 'retry', { passing: true }],
  badGateway: [
    `Test is overloaded or not ready (502) ${webPage(' “502 Bad Gateway”')} Try again in a moment.`,
    'retry',
    { passing: true, ...showResponse },
  ],
  overloaded: [
    ({ overloadedStatus, words }) =>
      `Test is overloaded or not ready (${overloadedStatus}): “${words.overloaded}”. Try again in a moment.`,
    'retry',
    { passing: true },
  ],
  gatewayTimeout: [
    `Test took too long to answer (504) ${webPage(' “504 Gateway Time-out”')} Try again in a moment.`,
    'retry',
    { passing: true },
  ],
  pageForever: [
    `Test has failed (500) ${webPage('')} Try again in a moment.`,
    'retry',
    { passing: true },
  ],
};

/** What is said otherwise about one of the formats. */
const own: Record<string, Partial<typeof broken & typeof refused>> = {
  ollama: {
    errorInStream: broken.endWithoutFinish,
    rateLimitInStream: broken.endWithoutFinish,
    overloadedAtOnce: broken.resetAtOnce,
    overflowAtOnce: broken.resetAtOnce,
    unknownModel: [
      'Test has no model “test-model”. Get it with “ollama pull test-model”, or choose another model.',
      'chooseModel',
    ],
  },
};

describe.each(Object.entries(formats))('%s', (formatName, format) => {
  const { dialect, words } = format;
  const rows = { ...broken, ...refused, ...own[formatName] };

  test.each(Object.entries(oddAnswers(dialect)))('%s is a whole answer', async (name, reply) => {
    server.setScript({ chat: reply });
    const answer = await collectAnswer(provider(format, name));
    expect(answer.error).toBeUndefined();
    // Anthropic calls it so itself.
    const finish = name === 'filter' && dialect === anthropicDialect && { finish: 'refusal' };
    const expected = { ...whole[name as keyof typeof whole], ...finish };
    const { usage = fullUsage } = format;
    expect(answer).toMatchObject({ reasoning: '', finish: 'stop', ...expected, usage });
    expect(server.requests).toMatchObject([{ key: 'right' }]);
    await server.ended(0);
  });

  const failures = { ...brokenStreams(dialect, words), ...statusRefusals(dialect, words) };
  test.each(Object.entries(failures))('%s is told in one sentence', async (name, reply) => {
    const [sentence, action, more = {}] = rows[name as keyof typeof failures];
    server.setScript({ chat: reply });
    const answer = await collectAnswer(provider(format, name));
    const error = asModelError(answer.error);
    const said = typeof sentence === 'string' ? sentence : sentence(format);
    expect(error.message).toBe(said.replace('URL', server.url));
    const { text = '', ...fields } = more;
    expect(error).toMatchObject({ action, ...fields });
    expect(answer).toMatchObject({ text, finish: undefined });
    expect(`${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain(key);
    await server.ended(0);
  });

  test('stopping closes the connection and keeps what had arrived', async () => {
    server.setScript({
      chat: { steps: [dialect.begin + dialect.word('Hello'), FLUSH, HOLD] },
    });
    const stop = new AbortController();
    const { text, error } = await collectAnswer(provider(format, 'stop'), {
      signal: stop.signal,
      onPart: () => stop.abort(),
    });
    expect(text).toBe('Hello');
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(await server.ended(0)).toBe('closedByClient');
  });

  test('what the own headers prove with is nowhere in what is told, however the server sends it back', async () => {
    const headers = { 'x-gateway': 'letmein-77', 'proxy-authorization': 'Basic dXNlcjpwYXNz' };
    const options = { id: 'test', name: 'Test', baseUrl: server.url, apiKey: async () => key };
    const told = (body: string) => server.setScript({ chat: html(body, 502) });
    const page = '<title>letmein-77</title> dXNlcjpwYXNz Basic%20dXNlcjpwYXNz';
    const event = dialect.errorEvent('server', page);
    const inStream = () => server.setScript({ chat: { steps: [event] } });
    const inStreamSays = event.includes('letmein');
    for (const tell of [
      () => told(page),
      () => server.setScript({ chat: html(page) }),
      () => server.setScript({ chat: dialect.refusal('badRequest', page) }),
      inStream,
    ]) {
      tell();
      const error = asModelError((await collectAnswer(format.make({ ...options, headers }))).error);
      const all = `${error.stack} ${String(error.cause)} ${error.response} ${JSON.stringify(error)}`;
      expect(all).not.toMatch(/letmein|dXNlcjpwYXNz/);
      // An error that gets lost on its way tells nothing.
      if (tell !== inStream || inStreamSays) expect(error.message).toContain('[key]');
    }
    expect(server.requests[0]?.headers).toMatchObject(headers);
  });

  test.each([
    [
      'https://me:hunter2@127.0.0.1:1/v1',
      /^Test cannot be asked\. Leave the name and the password/,
    ],
    ['http://127.0.0.1:1/v1?key=hunter2', /^Test cannot be asked\. Leave out the “\?”/],
    ['127.0.0.1:1/v1', /^The address of Test is none: “127\.0\.0\.1:1\/v1”/],
    ['', /^The address of Test is none: “”/],
  ])('the address %j is told, without what is secret in it', async (baseUrl, sentence) => {
    const options = { id: 'test', name: 'Test', apiKey: async () => undefined };
    const made = format.make({ ...options, baseUrl });
    const error = asModelError((await collectAnswer(made)).error);
    expect(error.message).toMatch(sentence);
    expect(`${error.stack} ${String(error.cause)}`).not.toContain('hunter2');
    await expect(made.listModels(new AbortController().signal)).rejects.toThrow(sentence);
  });

  test.each(['x-né', 'x a'])(
    'a header that cannot be sent is named, not shown: %s',
    async (name) => {
      const options = { id: 'test', name: 'Test', baseUrl: server.url, apiKey: async () => key };
      const value = name === 'x a' ? 'hunter2' : 'hunter2\n';
      const made = format.make({ ...options, headers: { [name]: value } });
      const error = asModelError((await collectAnswer(made)).error);
      expect(error.message).toMatch(/^Test cannot be asked\. The header “x.*” in its settings/);
      expect(error.stack).not.toContain('hunter2');
      expect(server.requests).toEqual([]);
    },
  );

  test.each([
    'org/model:free',
    'modèle ✨',
    'a b',
    'x?key=1#y',
    'a"b\\c',
    '%2e%2e',
    'x'.repeat(400),
  ])('the odd model %j reaches the server as it is', async (model) => {
    await collectAnswer(provider(format, ''), { request: { model } });
    const { path, body } = await server.request(0);
    const sent = (body as { model?: string }).model;
    const inPath = decodeURIComponent(path).replace(/^\/v1\/(models\/)?|:streamGenerate.*$/g, '');
    expect(sent ?? inPath).toBe(model);
  });

  test('a model’s name never leads away from the address', async () => {
    server.setScript({ chat: oddAnswers(dialect).plain });
    for (const model of ['../../admin', 'a/../../b', '..', 'a//b']) {
      const { error } = await collectAnswer(provider(format, ''), { request: { model } });
      if (error) expect(asModelError(error).message).toContain('Choose another model.');
    }
    expect(server.requests.filter(({ path }) => !path.startsWith('/v1/'))).toEqual([]);
  });

  test('a key that cannot be sent is not sent', async () => {
    const { make } = format;
    const options = { id: 'test', name: 'Test', baseUrl: server.url };
    const answer = await collectAnswer(make({ ...options, apiKey: async () => 'sk-a\nb c' }));
    expect(asModelError(answer.error)).toMatchObject({ action: 'setKey' });
    expect(server.requests).toEqual([]);
  });

  test.each(Array.from({ length: 15 }, (_, seed) => seed + 1))(
    'however stream %i is cut into bytes, its parts are the same',
    async (seed) => {
      const random = randomFrom(seed);
      const body = Buffer.from(randomStream(dialect, random));
      const uncut = await partsOf(format, [body]);
      expect(await partsOf(format, cutAnywhere(body, random))).toEqual(uncut);
    },
  );
});

/** Repeatable, so that a failure can be looked at. */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomStream(dialect: Dialect, random: (below: number) => number): string {
  const { begin, word, thought, end, unknown, malformed, errorEvent } = dialect;
  const pieces = [
    word('Grüße '),
    word('👩‍💻\u2028'),
    word('<think>日本\r\n'),
    word('</think>'),
    word('"finish_reason":"stop" data: [DONE]\n\n'),
    thought('Ähm … '),
    ': ping\n\n',
    unknown,
  ];
  const ends = [end(), end(), end('length'), errorEvent('server', 'Kaputt'), malformed + end(), ''];
  const chosen = Array.from({ length: 2 + random(10) }, () => pieces[random(pieces.length)] ?? '');
  const whole = begin + chosen.join('') + (ends[random(ends.length)] ?? '');
  return random(2) ? whole.replaceAll('\n', '\r\n') : whole;
}

function cutAnywhere(body: Uint8Array, random: (below: number) => number): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < body.length;) {
    const next = at + 1 + random(random(3) === 0 ? 4 : 90);
    steps.push(body.subarray(at, next), FLUSH);
    at = next;
  }
  return steps;
}

/** Pieces of the same kind are put together: where a text is cut says nothing. */
async function partsOf(format: Format, steps: Step[]) {
  server.setScript({ chat: { steps } });
  const parts: AnswerPart[] = [];
  const { error } = await collectAnswer(provider(format, 'cut'), {
    onPart: (part) => {
      const last = parts.at(-1);
      if (last && 'text' in last && 'text' in part && last.type === part.type)
        last.text += part.text;
      else parts.push({ ...part });
    },
  });
  return { parts, error: error === undefined ? undefined : asModelError(error).message };
}
