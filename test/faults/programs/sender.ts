import { Answers } from '../../../src/chat/answers';
import { recoverAnswers, thisProcess } from '../../../src/chat/recovery';
import { openLibrary } from '../../../src/db/open';
import type { AnswerPart, ModelRequest } from '../../../src/models/provider';
import { input, say } from '../../store/programs/input';
import type { LibraryOptions } from '../../store/program';
import { unpriced } from '../../../src/chat/billing';

export interface SenderInput {
  library: LibraryOptions;
  chatId: string;
}

/** What it knows to be safe, as it comes to know it. */
export type Safe =
  | { is: 'open' }
  /** The request has left: from here on the model knows what the user wrote. */
  | { is: 'asked'; question: string }
  | { is: 'sent'; question: string; answerId: string }
  | { is: 'answered'; answerId: string; text: string };

/** Sends one message after the other through the same code as a window, until it is killed. */
const { library: options, chatId } = input<SenderInput>();
const tell = (safe: Safe) => say(JSON.stringify(safe));
const { db } = await openLibrary(options);
await recoverAnswers(db);

async function* answer({ turns }: ModelRequest): AsyncGenerator<AnswerPart> {
  const question = turns.at(-1)?.text ?? '';
  tell({ is: 'asked', question });
  yield { type: 'text', text: `About ${question}: ` };
  yield { type: 'text', text: 'twice 🙂' };
  yield { type: 'finish', reason: 'stop' };
}

const answers = new Answers({
  billing: unpriced,
  db,
  files: { isTrusted: () => true, size: async () => 0, read: async () => new Uint8Array() },
  owner: thisProcess(),
  publish: () => {},
  log: (error) => {
    throw error;
  },
  findProvider: async () => ({ id: 'test', name: 'Test', listModels: async () => [], answer }),
});
tell({ is: 'open' });
for (let n = 0; ; n++) {
  const question = `word${n} of ${process.pid}`;
  const { messageId: answerId } = await answers.send(chatId, question, { model: 'test:model' });
  tell({ is: 'sent', question, answerId });
  await answers.ended(chatId);
  tell({ is: 'answered', answerId, text: `About ${question}: twice 🙂` });
}
