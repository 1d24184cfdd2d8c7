import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../../test/servers/openaiServer';
import type { ChatReplyName } from '../../../test/servers/scripts';
import { openaiCompatible } from './openaiCompatible';
import { asModelError, collectAnswer } from '../testing';

const key = 'sk-test-0123456789abcdef';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer({ keys: { right: key } });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const limits = { afterFinishMs: 500, answerLength: 4_000_000 };
const impatient = { ...limits, firstByteMs: 300, stallMs: 300 };
const provider = (name?: string) =>
  openaiCompatible({
    id: 'test',
    name: 'Test',
    baseUrl: server.url,
    apiKey: async () => key,
    limits: name?.startsWith('stall') ? impatient : limits,
  });

const whole = 'Hello from the scripted server.';
const usage = { inputTokens: 11, outputTokens: 7 };

describe('a whole answer', () => {
  const table: Partial<Record<ChatReplyName, object>> = {
    fixed: { text: whole, usage },
    echo: { text: 'Hi', usage },
    reasoningContent: { text: 'Done.', reasoning: 'Let me think.', usage },
    reasoning: { text: 'Done.', reasoning: 'Let me think.', usage },
    splitUtf8: { text: 'Grüße 👩‍💻 日本', usage },
    crlf: { text: 'Hello there', usage },
    crlfAtBorders: { text: 'Hello there', usage },
    keepAlives: { text: 'Hello there', usage },
    noSpaceAfterData: { text: 'Hello', usage },
    twoLines: { text: 'Hello', usage },
    byteOrderMark: { text: 'Hello', usage },
    noDone: { text: 'Hello', usage },
    doneWithoutFinish: { text: 'Hello from', usage: undefined },
    twoDones: { text: 'Hello', usage },
    noUsage: { text: 'Hello', usage: undefined },
    halfUsage: { text: 'Hello', usage: { inputTokens: null, outputTokens: 7 } },
    resetAfterFinish: { text: 'Hello', usage },
    openAfterDone: { text: 'Hello', usage },
    openAfterFinish: { text: 'Hello', usage },
    length: { text: 'Hello', finish: 'length', usage },
    filter: { text: 'Hello', finish: 'filter' },
    refusal: { text: 'I cannot help with that.', finish: 'refusal' },
    unknownFinish: { text: 'Hello' },
    oddEvents: { text: 'Hello', usage },
    oddCharacters: { text: 'a\u0000b\u2028c😀', usage },
    plainTextType: { text: 'Hello', usage },
    noType: { text: 'Hello', usage },
    latin1: { text: 'Grüße, voilà', usage },
    hugeEvent: { text: 'lorem ipsum '.repeat(250_000), usage },
  };

  test.each(Object.entries(table))('%s arrives whole', async (name, expected) => {
    server.setScript({ chat: name as ChatReplyName });
    const answer = await collectAnswer(provider());
    expect(answer).toMatchObject({ finish: 'stop', error: undefined, ...expected });
  });
});

describe('an answer that fails', () => {
  const again = ' What had arrived is kept. Try again.';
  const table: Partial<Record<ChatReplyName, [sentence: string, action: string, text?: string]>> = {
    resetAtOnce: ['Test closed the connection without an answer. Try again.', 'retry'],
    resetAfterKeepAlive: ['Test closed the connection without an answer. Try again.', 'retry'],
    endWithoutFinish: [
      `The connection to Test was cut in the middle of the answer.${again}`,
      'retry',
      'Hello from',
    ],
    empty: [
      'Test sent nothing instead of a stream of words. Check the address in Manage Models.',
      'manageModels',
    ],
    emptyAnswer: [
      'Test ended without a word of an answer. Try again, or choose another model.',
      'retry',
    ],
    onlyReasoning: [
      'Test ended without a word of an answer. Try again, or choose another model.',
      'retry',
    ],
    lengthBeforeText: [
      "The answer's 100 tokens were used up before its first word. Raise max tokens in the project's settings, or choose another model.",
      'chooseModel',
    ],
    filterBeforeText: [
      'Test withheld the answer. Ask in another way, or choose another model.',
      'chooseModel',
    ],
    html200: [
      'Test sent a web page, “Sign in · Corp Wi-Fi”, instead of an answer. URL seems to lead to a web site or to a sign-in page. Check the address in Manage Models.',
      'manageModels',
    ],
    json200: [
      'Test is overloaded or not ready (503): “The engine is overloaded”. Try again in a moment.',
      'retry',
    ],
    jsonString200: [
      'Test reported an error: “something went wrong”. Try again in a moment.',
      'retry',
    ],
    jsonAsStream: ['Test reported an error: “model not loaded”. Try again in a moment.', 'retry'],
    completion200: [
      'Test sent JSON instead of a stream of words. Check the address in Manage Models.',
      'manageModels',
    ],
    text200: [
      'Test sent text, “It works!”, instead of a stream of words. Check the address in Manage Models.',
      'manageModels',
    ],
    errorInStream: [
      'Test reported an error: “The server had an error”. Try again in a moment.',
      'retry',
      'Hello from',
    ],
    errorStringInStream: [
      'Test reported an error: “cuda out of memory”. Try again in a moment.',
      'retry',
      'Hello from',
    ],
    errorObjectInStream: [
      'Test has failed (500): “engine died”. Try again in a moment.',
      'retry',
      'Hello from',
    ],
    errorFieldInStream: [
      'Test has failed (500): “slot unavailable”. Try again in a moment.',
      'retry',
      'Hello from',
    ],
    rateLimitInStream: [
      'Test asks to wait: too many requests. Try again in a moment.',
      'retry',
      'Hello from',
    ],
    overflowInStream: [
      'The instructions, files and messages together are too long for model “test-model”. Remove files, start a new chat, or choose a model with a larger context window.',
      'chooseModel',
    ],
    errorFinish: [`Test broke the answer off.${again}`, 'retry', 'Hello from'],
    malformedEvent: [
      `A part of what Test sent could not be read, so words may be missing.${again}`,
      'retry',
      'Hello from the',
    ],
    wrongShape: [
      `A part of what Test sent could not be read, so words may be missing.${again}`,
      'retry',
      'Hello from',
    ],
    stallAtOnce: [
      'Test has not begun to answer within 0.3 seconds. Try again, or choose another model.',
      'retry',
    ],
    stallMidAnswer: [
      `Test stopped in the middle of the answer and sent nothing for 0.3 seconds.${again}`,
      'retry',
      'Hello from',
    ],
    endlessEvent: [
      'Test sent more than an answer can be, so the connection was closed. What had arrived is kept. Try again, or choose another model.',
      'retry',
    ],
    unknownCharset: [
      'Test answers in a character set that is not known here, “klingon”. Choose another model.',
      'chooseModel',
    ],
    utf16: [
      'Test sent something that could not be read as an answer. Check the address in Manage Models.',
      'manageModels',
    ],
    forbidden: [
      'Test refused the request (403): “Your region is not supported”. Check the API key and what it may be used for.',
      'setKey',
    ],
    forbiddenPage: [
      'Test refused the request (403) with a web page “Attention Required! | Cloudflare”, which seems to come from a proxy or from another kind of server. Check the API key and what it may be used for.',
      'setKey',
    ],
    noCredit: [
      'The account at Test has no credit left. Add credit there, or choose another model.',
      'chooseModel',
    ],
    paymentRequired: [
      'The account at Test has no credit left. Add credit there, or choose another model.',
      'chooseModel',
    ],
    unknownModel: ['Test has no model “test-model”. Choose another model.', 'chooseModel'],
    unknownModel400: ['Test has no model “test-model”. Choose another model.', 'chooseModel'],
    ollamaUnknownModel: [
      'Test has no model “test-model”. Get it with “ollama pull test-model”, or choose another model.',
      'chooseModel',
    ],
    wrongPath: [
      'Test does not know the address URL (404). Check the address in Manage Models.',
      'manageModels',
    ],
    wrongPathJson: [
      'Test does not know the address URL (404). Check the address in Manage Models.',
      'manageModels',
    ],
    overflow: [
      'The instructions, files and messages together are too long for model “test-model”. Remove files, start a new chat, or choose a model with a larger context window.',
      'chooseModel',
    ],
    llamaOverflow: [
      'The instructions, files and messages together are too long for model “test-model”. Remove files, start a new chat, or choose a model with a larger context window.',
      'chooseModel',
    ],
    tooLarge: [
      'The request is too large for Test (413). Remove files, then try again.',
      'chooseModel',
    ],
    badRequest: [
      'Test did not accept the request (400): “temperature: must be at most 1”. Check the model settings, or choose another model.',
      'chooseModel',
    ],
    badRequestForever: [
      'Test did not accept the request (400) with a web page, which seems to come from a proxy or from another kind of server. Check the model settings, or choose another model.',
      'chooseModel',
    ],
    validation: [
      'Test did not accept the request (422): “must be at least 16”. Check the model settings, or choose another model.',
      'chooseModel',
    ],
    rateLimit: ['Test asks to wait: too many requests. Try again in a moment.', 'retry'],
    rateLimitSeconds: ['Test asks to wait: too many requests. Try again in 12 seconds.', 'retry'],
    rateLimitMilliseconds: [
      'Test asks to wait: too many requests. Try again in 3 seconds.',
      'retry',
    ],
    rateLimitPast: ['Test asks to wait: too many requests. Try again in 1 second.', 'retry'],
    rateLimitNonsense: ['Test asks to wait: too many requests. Try again in a moment.', 'retry'],
    serverError: [
      'Test has failed (500): “The server had an error while processing your request”. Try again in a moment.',
      'retry',
    ],
    serverErrorPage: [
      'Test has failed (500) with a web page “Internal Server Error”, which seems to come from a proxy or from another kind of server. Try again in a moment.',
      'retry',
    ],
    serverErrorEmpty: ['Test has failed (500). Try again in a moment.', 'retry'],
    badGateway: [
      'Test is overloaded or not ready (502) with a web page “502 Bad Gateway”, which seems to come from a proxy or from another kind of server. Try again in a moment.',
      'retry',
    ],
    unavailable: [
      'Test is overloaded or not ready (503): “Loading model”. Try again in a moment.',
      'retry',
    ],
    unavailableRetry: [
      'Test is overloaded or not ready (503): “Overloaded”. Try again in 5 seconds.',
      'retry',
    ],
    gatewayTimeout: [
      'Test took too long to answer (504) with a web page “504 Gateway Time-out”, which seems to come from a proxy or from another kind of server. Try again in a moment.',
      'retry',
    ],
    overloaded: [
      'Test is overloaded or not ready (529): “Overloaded”. Try again in a moment.',
      'retry',
    ],
    errorPageForever: [
      'Test has failed (500) with a web page, which seems to come from a proxy or from another kind of server. Try again in a moment.',
      'retry',
    ],
    tellsKey: [
      'Test did not accept the request (400): “Bad request with key [key] in header Authorization: Bearer [key]”. Check the model settings, or choose another model.',
      'chooseModel',
    ],
  };

  test.each(Object.entries(table))('%s: one sentence, and the text is kept', async (name, row) => {
    const [sentence, action, text = ''] = row;
    server.setScript({ chat: name as ChatReplyName });
    server.release(); // for those that wait
    const answer = await collectAnswer(provider(name));
    const error = asModelError(answer.error);
    expect(error.message).toBe(sentence.replace('URL', server.url));
    expect(error.action).toBe(action);
    expect(answer).toMatchObject({ text, finish: undefined });
    expect(`${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain(key);
    await server.ended(0);
  });
});
