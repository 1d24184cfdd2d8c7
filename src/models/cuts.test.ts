import { afterAll, beforeAll, expect, test } from 'vitest';
import { delta, ending, event, finish, word, wordOverTwoLines } from '../../test/servers/events';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import { FLUSH, type Step } from '../../test/servers/script';
import { openaiCompatible } from './providers/openaiCompatible';
import type { AnswerPart } from './provider';
import { asModelError, collectAnswer } from './testing';

let server: OpenaiServer;
beforeAll(async () => {
  server = await startOpenaiServer();
});
afterAll(() => server.close());

/** Repeatable, so that a failure can be looked at. */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function partsOf(steps: Step[]) {
  server.setScript({ chat: { steps } });
  const parts: AnswerPart[] = [];
  const provider = openaiCompatible({
    id: 'test',
    name: 'Test',
    baseUrl: server.url,
    apiKey: async () => undefined,
  });
  const { error } = await collectAnswer(provider, { onPart: (part) => void parts.push(part) });
  // What comes beside the words has no place among them.
  const isBeside = ({ type }: AnswerPart) => type === 'image' || type === 'citation';
  const beside = parts.filter(isBeside);
  const words = parts.filter((part) => !isBeside(part));
  return {
    parts: words,
    beside,
    error: error === undefined ? undefined : asModelError(error).message,
  };
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

const pieces = [
  word('Grüße '),
  word('👩‍💻\u2028'),
  word('日本\r\n'),
  word('"finish_reason":"stop" data: [DONE]\n\n'),
  delta({ reasoning_content: 'Ähm … ' }),
  wordOverTwoLines('zwei'),
  ': ping\n\n',
  'event: note\nid: 1\n\n',
  event({ choices: [] }),
  word(''),
  delta({ images: [{ image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] }),
  delta({ annotations: [{ url_citation: { url: 'https://ä.example/', title: 'Ä' } }] }),
  event({ choices: [], citations: ['https://example.com/'] }),
];
const ends = [
  ending,
  finish('length') + ending,
  finish('content_filter'),
  event({ error: { message: 'Überlastet', code: 503 } }),
  'data: {"choices":[{\n\n' + ending,
  '',
];

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'however stream %i is cut into bytes, its parts are the same',
  async (seed) => {
    const random = randomFrom(seed + 1);
    const chosen = Array.from(
      { length: 3 + random(12) },
      () => pieces[random(pieces.length)] ?? '',
    );
    const whole = chosen.join('') + (ends[random(ends.length)] ?? '');
    const body = Buffer.from(random(2) ? whole.replaceAll('\n', '\r\n') : whole);

    const uncut = await partsOf([body]);
    expect(uncut.parts.length + uncut.beside.length + (uncut.error?.length ?? 0)).toBeGreaterThan(
      0,
    );
    expect(await partsOf(cutAnywhere(body, random))).toEqual(uncut);
  },
);
