import { v7 as uuidv7 } from 'uuid';
import { appendPieces, finishAnswer } from '../../../src/db/answers';
import { addExchange } from '../../../src/db/exchanges';
import { openLibrary } from '../../../src/db/open';
import type { LibraryOptions } from '../program';
import { input, say } from './input';

export interface StreamerInput {
  library: LibraryOptions;
  chatId: string;
}

/** What it says after each write that was acknowledged. */
export type Acknowledged =
  | { wrote: 'exchange'; userId: string; answerId: string; question: string }
  | { wrote: 'piece'; answerId: string; soFar: string }
  | { wrote: 'answer'; answerId: string; text: string };

const PIECES_PER_ANSWER = 20;
const { library: options, chatId } = input<StreamerInput>();
const tell = (acknowledged: Acknowledged) => say(JSON.stringify(acknowledged));

const { db } = await openLibrary(options);
say('open');
for (let n = 0; ; n++) {
  const question = `question ${n} of ${process.pid}`;
  const request = { model: 'test:model', requestId: uuidv7(), owner: `${process.pid}` };
  const exchange = await addExchange(db, { chatId, text: question, ...request });
  const { answerId: messageId } = exchange;
  tell({ wrote: 'exchange', ...exchange, question });
  let text = '';
  for (let i = 0; i < PIECES_PER_ANSWER; i++) {
    const piece = `piece${i} 🙂 `;
    await appendPieces(db, [{ messageId, kind: 'text', offset: text.length, text: piece }]);
    text += piece;
    tell({ wrote: 'piece', answerId: messageId, soFar: text });
  }
  await finishAnswer(db, { messageId, text, reasoning: '', status: 'done', problem: null });
  tell({ wrote: 'answer', answerId: messageId, text });
}
