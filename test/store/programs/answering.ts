import { Answers } from '../../../src/chat/answers';
import { thisProcess } from '../../../src/chat/recovery';
import { openLibrary } from '../../../src/db/open';
import type { AnswerPart } from '../../../src/models/provider';
import type { LibraryOptions } from '../program';
import { input, say } from './input';
import { unpriced } from '../../../src/chat/billing';

export interface AnsweringInput {
  library: LibraryOptions;
  chatId: string;
}

/** What it says of each piece of its answer as it is shown. */
export interface Shown {
  messageId: string;
  /** Characters so far. */
  length: number;
  /** UTC milliseconds. */
  at: number;
}

const BETWEEN_WORDS = 5;
const { library: options, chatId } = input<AnsweringInput>();
const { db } = await openLibrary(options);

async function* endless(): AsyncGenerator<AnswerPart> {
  for (let n = 0; ; n++) {
    yield { type: 'text', text: `word${n} 🙂 ` };
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_WORDS));
  }
}

const answers = new Answers({
  billing: unpriced,
  db,
  files: { isTrusted: () => true, size: async () => 0, read: async () => new Uint8Array() },
  owner: thisProcess(),
  publish: (name, payload) => {
    if (name !== 'answerDelta' || !('offset' in payload)) return;
    const { messageId, offset, text } = payload;
    say(JSON.stringify({ messageId, length: offset + text.length, at: Date.now() }));
  },
  log: (error) => say(String(error)),
  findProvider: async () => ({
    id: 'test',
    name: 'Test',
    listModels: async () => [],
    answer: endless,
  }),
});
await answers.send(chatId, 'Go on and on.', { model: 'test:model' });
