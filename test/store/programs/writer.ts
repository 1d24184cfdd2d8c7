import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { addMessage } from '../../../src/db/messages';
import { type Db, openLibrary } from '../../../src/db/open';
import { chats, messages } from '../../../src/db/schema';
import type { LibraryOptions } from '../program';
import { input, say } from './input';

export interface WriterInput {
  library: LibraryOptions;
  chatId: string;
  /** How many writes; each is one message. */
  writes: number;
}

const { library: options, chatId, writes } = input<WriterInput>();

const message = (text: string) => ({ id: uuidv7(), chatId, role: 'user' as const, text });

/** Every way in which the extension writes. Each returns the id of its message once it is acknowledged. */
const kinds: ((db: Db, text: string) => Promise<string>)[] = [
  async function statement(db, text) {
    const row = message(text);
    await db.insert(messages).values(row);
    return row.id;
  },
  async function returning(db, text) {
    const [row] = await db.insert(messages).values(message(text)).returning({ id: messages.id });
    return row?.id ?? 'nothing returned';
  },
  async function batch(db, text) {
    return addMessage(db, { chatId, role: 'user', text });
  },
  async function transaction(db, text) {
    const row = message(text);
    await db.transaction(async (tx) => {
      await tx.insert(messages).values(row);
      await tx.update(chats).set({ leafId: row.id }).where(eq(chats.id, chatId));
    });
    return row.id;
  },
];

const library = await openLibrary(options);
say('open');
for (let i = 0; i < writes; i++) {
  const write = kinds[i % kinds.length];
  if (write) say(await write(library.db, `word${i} of ${process.pid}`));
}
await library.close();
