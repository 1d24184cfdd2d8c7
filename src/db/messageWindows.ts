import { sql } from 'drizzle-orm';
import { type BranchMessage, readBranch, wholeReasoning, wholeText } from './messages';
import type { Db } from './open';
import { chats, messages } from './schema';

export interface AroundMessage {
  chatId: string;
  messageId: string;
  before: number;
  after: number;
}

export interface BranchWindow {
  rows: BranchMessage[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** Part of the branch on show with this message in it; of the branch up to the message when it is on another. */
export async function readAround(db: Db, options: AroundMessage): Promise<BranchWindow> {
  const { messageId, before, after } = options;
  const newer = (await newerIds(db, options)) ?? [];
  const shown = newer.slice(0, after);
  const size = before + 1 + shown.length;
  const rows = await readBranch(db, shown.at(-1) ?? messageId, size + 1);
  return {
    rows: rows.slice(-size),
    hasOlder: rows.length > size,
    hasNewer: newer.length > shown.length,
  };
}

export const isOnBranch = async (db: Db, chatId: string, messageId: string): Promise<boolean> =>
  (await newerIds(db, { chatId, messageId, after: 0 })) !== undefined;

/** Of the branch on show, one more than asked for; undefined when the message is not on it. */
async function newerIds(
  db: Db,
  { chatId, messageId, after }: Pick<AroundMessage, 'chatId' | 'messageId' | 'after'>,
): Promise<string[] | undefined> {
  const rows = await db.all<{ id: string }>(sql`
    with recursive branch (id, parent_id, key) as (
      select m.id, m.parent_id, m.key from ${messages} m
        join ${chats} c on c.leaf_id = m.id where c.id = ${chatId}
      union all
      select m.id, m.parent_id, m.key from branch join ${messages} m on m.id = branch.parent_id
        where branch.id <> ${messageId}
    ) select id from branch order by key limit ${after + 2}`);
  const [first, ...newer] = rows.map(({ id }) => id);
  return first === messageId ? newer : undefined;
}

export interface BranchText {
  messageId: string;
  role: BranchMessage['role'];
  text: string;
  reasoning: string;
}

const PAGE = 200;

/** The texts of the branch on show as they are now, newest first, a page at a time: nobody holds all of a long chat. */
export async function* readTexts(db: Db, chatId: string): AsyncGenerator<BranchText[]> {
  let next = sql`(select ${chats.leafId} from ${chats} where ${chats.id} = ${chatId})`;
  for (;;) {
    const rows = await db.all<BranchText & { parentId: string | null }>(sql`
      with recursive branch (id, parent_id, depth) as (
        select m.id, m.parent_id, 1 from ${messages} m where m.id = ${next}
        union all
        select m.id, m.parent_id, depth + 1 from branch
          join ${messages} m on m.id = branch.parent_id where depth < ${PAGE}
      ) select ${messages.id} as messageId, ${messages.parentId} as parentId, ${messages.role} as role,
          ${wholeText} as text, ${wholeReasoning} as reasoning
        from branch join ${messages} on ${messages.id} = branch.id order by depth`);
    yield rows;
    const parentId = rows.at(-1)?.parentId;
    if (!parentId || rows.length < PAGE) return;
    next = sql`${parentId}`;
  }
}
