import { setTimeout as wait } from 'node:timers/promises';
import { Answers } from '../../../src/chat/answers';
import { thisProcess } from '../../../src/chat/recovery';
import { openLibrary } from '../../../src/db/open';
import { ChangeFollower } from '../../../src/library/changes';
import type { AnswerPart, Provider } from '../../../src/models/provider';
import type { LibraryOptions } from '../../store/program';
import { input, say } from '../../store/programs/input';
import { unpriced } from '../../../src/chat/billing';

export interface WindowInput {
  library: LibraryOptions;
  chatId: string;
  name: string;
  /** For how long messages are sent, in milliseconds. */
  lasting: number;
  /** The longest pause between two messages of this window. */
  pause: number;
}

export type WindowSays =
  | { type: 'ready' }
  | { type: 'sent'; text: string; messageId: string }
  /** How long ago another window wrote what was noticed just now. */
  | { type: 'noticed'; lag: number };

const { library: options, chatId, name, lasting, pause } = input<WindowInput>();
const tell = (said: WindowSays) => say(JSON.stringify(said));

const WORDS = 30;

/** Says when each word was said, so that others can tell how late they hear of it. */
const provider: Provider = {
  id: 'test',
  name: 'Test',
  listModels: () => Promise.resolve([]),
  async *answer(_request, signal): AsyncGenerator<AnswerPart> {
    for (let i = 0; i < WORDS; i++) {
      await wait(20, undefined, { signal });
      yield { type: 'text', text: `at ${Date.now()} ` };
    }
    yield { type: 'finish', reason: 'stop' };
  },
};

const library = await openLibrary(options);
const log = (error: unknown) => {
  console.error(error);
  process.exitCode = 1;
};
const answers = new Answers({
  billing: unpriced,
  db: library.db,
  files: {
    isTrusted: () => true,
    size: () => Promise.reject(new Error('There are no files.')),
    read: () => Promise.reject(new Error('There are no files.')),
  },
  owner: thisProcess(),
  publish: () => {},
  log,
  findProvider: () => Promise.resolve(provider),
});
const follower = new ChangeFollower({
  ...{ db: library.db, file: library.file, writer: library.writer },
  ...{ streaming: [], isWatchable: true, isNeeded: () => true, log },
  onAskedToLetGo: () => {},
  onMoved: () => {},
  onChanges: async ({ changes, arrived }) => {
    for (const { kind, id } of changes) if (kind === 'stop') answers.stopMessage(id);
    for (const { messageId, text } of arrived) {
      if (answers.received(messageId)) continue;
      const lastAt = Number(/(\d+) $/.exec(text)?.[1]);
      tell({ type: 'noticed', lag: Date.now() - lastAt });
    }
  },
});
await follower.start();
tell({ type: 'ready' });

const end = Date.now() + lasting;
for (let i = 0; Date.now() < end; i++) {
  const text = `${name} ${i}`;
  const { messageId } = await answers.send(chatId, text);
  tell({ type: 'sent', text, messageId });
  await wait(Math.random() * pause);
}
await answers.stopAll();
await follower.stop();
await library.close();
