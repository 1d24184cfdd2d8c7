import { delta, done, ending, event, finish, usage, word, wordOverTwoLines } from './events';
import {
  FLUSH,
  GATE,
  HOLD,
  RESET,
  type Behaviour,
  type RecordedRequest,
  type Reply,
  type Step,
} from './script';

const words = ['Hello', ' from', ' the', ' scripted', ' server.'];
const stream = (...steps: Step[]): Behaviour => ({ steps });

/** A byte at a time, so that every character of several bytes is cut. */
const bytes = (text: string): Step[] =>
  [...Buffer.from(text)].flatMap((byte) => [Uint8Array.of(byte), FLUSH] as Step[]);

/** Answers that are whole, however oddly they are sent. */
export const goodAnswers = {
  fixed: stream(...words.map(word), ending),
  /** Each word waits for the test. */
  gated: stream(...words.flatMap((text): Step[] => [GATE, word(text)]), GATE, ending),
  /** The first words come at once, the rest waits for the test. */
  half: stream(word('Hello'), word(' from'), GATE, ...words.slice(2).map(word), ending),
  markdown: stream(
    word('# Plan\n\nUse `retry`:\n\n'),
    word('```ts\nexport const retries: number = 2;\n'),
    word('```\n\n- one\n- two\n'),
    ending,
  ),
  /** Repeats the last thing the user said. */
  echo: (request: RecordedRequest) => stream(word(lastUserText(request.body)), ending),
  reasoningContent: stream(
    delta({ role: 'assistant', reasoning_content: 'Let me ' }),
    delta({ reasoning_content: 'think.' }),
    word('Done.'),
    ending,
  ),
  reasoning: stream(delta({ reasoning: 'Let me think.' }), word('Done.'), ending),
  splitUtf8: stream(...bytes(word('Grüße 👩‍💻 日本') + ending)),
  crlf: stream((word('Hello') + word(' there') + ending).replaceAll('\n', '\r\n')),
  crlfAtBorders: stream(
    ...(word('Hello') + wordOverTwoLines(' there') + ending)
      .split('\n')
      .flatMap((line): Step[] => [`${line}\r`, FLUSH, '\n', FLUSH]),
  ),
  keepAlives: stream(
    ': PROCESSING\n\n',
    FLUSH,
    ':\n\n',
    word('Hello'),
    ': ping\n\n',
    word(' there'),
    ending,
  ),
  twoLines: stream(wordOverTwoLines('Hello'), ending),
  noSpaceAfterData: stream((word('Hello') + ending).replaceAll('data: ', 'data:')),
  byteOrderMark: stream(`\uFEFF${word('Hello')}${ending}`),
  noDone: stream(word('Hello'), finish(), usage(11, 7)),
  twoDones: stream(word('Hello'), ending, done),
  noUsage: stream(word('Hello'), finish(), done),
  halfUsage: stream(
    word('Hello'),
    finish(),
    event({ choices: [], usage: { completion_tokens: 7 } }),
    done,
  ),
  resetAfterFinish: stream(word('Hello'), finish(), usage(11, 7), FLUSH, RESET),
  openAfterDone: stream(word('Hello'), ending, HOLD),
  openAfterFinish: stream(word('Hello'), finish(), usage(11, 7), HOLD),
  length: stream(word('Hello'), finish('length'), usage(11, 7), done),
  filter: stream(word('Hello'), finish('content_filter'), done),
  refusal: stream(delta({ refusal: 'I cannot help with that.' }), finish(), done),
  unknownFinish: stream(word('Hello'), finish('eos_token'), done),
  oddEvents: stream(
    event({ type: 'ping' }),
    event({ choices: [], prompt_filter_results: [] }),
    'event: note\ndata: {"choices":[]}\n\n',
    'id: 7\nretry: 10\n\n',
    word('Hello'),
    ending,
  ),
  oddCharacters: stream(word('a\u0000b\u2028c\u{1F600}'), ending),
  plainTextType: { contentType: 'text/plain', steps: [word('Hello'), ending] },
  noType: { contentType: '', steps: [word('Hello'), ending] },
  latin1: {
    contentType: 'text/event-stream; charset=iso-8859-1',
    steps: [Buffer.from(word('Grüße, voilà') + ending, 'latin1')],
  },
  hugeEvent: stream(word('lorem ipsum '.repeat(250_000)), ending),
} satisfies Record<string, Reply>;

function lastUserText(body: unknown): string {
  const messages = (body as { messages?: { role: string; content: unknown }[] } | null)?.messages;
  const content = messages?.findLast((message) => message.role === 'user')?.content;
  return typeof content === 'string' ? content : JSON.stringify(content ?? null);
}
