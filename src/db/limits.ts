import { eq, sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, erasedUsage, messages, projects, requests } from './schema';
import { monthOf } from './usage';

/** What may be spent in a calendar month; null: no limit. */
export interface Caps {
  /** Billionths of a US dollar. */
  nanos: number | null;
  tokens: number | null;
}
export type Unit = keyof Caps;
export type Amounts = Record<Unit, number>;

/** How a project, or the whole library, stands in this month. */
export interface Standing {
  /** Null: the library. */
  projectId: string | null;
  name: string;
  caps: Caps;
  spent: Amounts;
  /** Set aside for requests whose bill is not known yet. */
  reserved: Amounts;
}

/** What a request may come to at most. */
export interface Most {
  /** Null: its price is not known. */
  nanos: number | null;
  tokens: number;
}

/** What is set aside for a request in the transaction that writes it. */
export interface Room extends Most {
  libraryCaps: Caps;
  /** The user lets it pass a limit; one that is used up already stays closed. */
  isAllowed: boolean;
}

export interface Passing {
  /** `used`: nothing is left; `couldPass`: the request may need more than is left; `unknown`: nobody can tell. */
  kind: 'used' | 'couldPass' | 'unknown';
  unit: Unit;
  standing: Standing;
}

/** Another window took the room meanwhile. */
export class NoRoom extends Error {
  override name = 'NoRoom';
}

/** Undefined when the request fits whatever its answer becomes. The worst is told first. */
export function passingOf(standings: Standing[], most: Most): Passing | undefined {
  const all = standings.flatMap((standing) =>
    (['nanos', 'tokens'] as const).flatMap((unit) => {
      const kind = kindOf(standing, unit, most[unit]);
      return kind ? [{ kind, unit, standing }] : [];
    }),
  );
  const order: Passing['kind'][] = ['used', 'couldPass', 'unknown'];
  return order.flatMap((kind) => all.filter((one) => one.kind === kind))[0];
}

function kindOf(
  { caps, spent, reserved }: Standing,
  unit: Unit,
  most: number | null,
): Passing['kind'] | undefined {
  const cap = caps[unit];
  if (cap === null || most === 0) return undefined;
  if (spent[unit] >= cap) return 'used';
  if (most === null) return 'unknown';
  return spent[unit] + reserved[unit] + most > cap ? 'couldPass' : undefined;
}

/** Of the project and of the library, in one statement. */
export async function standingsOf(
  db: Pick<Db, 'all'>,
  projectId: string,
  libraryCaps: Caps,
  now = new Date(),
): Promise<Standing[]> {
  const { from, until } = monthOf(now);
  const [row] = await db.all<Record<string, number | null> & { name: string }>(sql`
    with spent as (
      select ${chats.projectId} as project_id, ${requests.costNanos} as nanos,
        coalesce(${requests.inputTokens}, 0) + coalesce(${requests.outputTokens}, 0) as tokens,
        ${requests.reservedNanos} as reserved_nanos, ${requests.reservedTokens} as reserved_tokens
      from ${requests} join ${messages} on ${messages.id} = ${requests.messageId}
        join ${chats} on ${chats.id} = ${messages.chatId}
      where ${requests.createdAt} >= ${Date.parse(from)} and ${requests.createdAt} < ${Date.parse(until)}
      union all
      select project_id, cost_nanos, input_tokens + output_tokens, 0, 0 from ${erasedUsage}
      where day >= ${from} and day < ${until})
    select ${sumsOf('library', sql`true`)}, ${sumsOf('project', sql`spent.project_id = ${projectId}`)},
      (select name from ${projects} where id = ${projectId}) as name,
      (select cap_nanos from ${projects} where id = ${projectId}) as cap_nanos,
      (select cap_tokens from ${projects} where id = ${projectId}) as cap_tokens
    from spent`);
  const amounts = (whose: string, prefix = '') => ({
    nanos: row?.[`${whose}_${prefix}nanos`] ?? 0,
    tokens: row?.[`${whose}_${prefix}tokens`] ?? 0,
  });
  const standing = (whose: string) => ({
    spent: amounts(whose),
    reserved: amounts(whose, 'reserved_'),
  });
  const caps = { nanos: row?.['cap_nanos'] ?? null, tokens: row?.['cap_tokens'] ?? null };
  return [
    { projectId, name: row?.name ?? '', caps, ...standing('project') },
    { projectId: null, name: '', caps: libraryCaps, ...standing('library') },
  ];
}

const sumsOf = (whose: string, filter: ReturnType<typeof sql>) =>
  sql.join(
    ['nanos', 'tokens', 'reserved_nanos', 'reserved_tokens'].map(
      (what) =>
        sql`coalesce(sum(${sql.raw(what)}) filter (where ${filter}), 0) as ${sql.identifier(`${whose}_${what}`)}`,
    ),
    sql`, `,
  );

/**
 * To be called in the transaction that writes the request: of several windows that want the same room, one gets it.
 * @throws {NoRoom}
 */
export async function expectRoom(
  tx: Pick<Db, 'all' | 'select'>,
  chatId: string,
  room: Room,
): Promise<void> {
  const [chat] = await tx
    .select({ projectId: chats.projectId })
    .from(chats)
    .where(eq(chats.id, chatId));
  if (!chat) return;
  const passing = passingOf(await standingsOf(tx, chat.projectId, room.libraryCaps), room);
  if (passing && (passing.kind === 'used' || !room.isAllowed)) throw new NoRoom();
}

/** Whether this project, or the library, has a limit at all. */
export async function capsOf(db: Pick<Db, 'select'>, projectId: string): Promise<Caps> {
  const [caps] = await db
    .select({ nanos: projects.capNanos, tokens: projects.capTokens })
    .from(projects)
    .where(eq(projects.id, projectId));
  return caps ?? { nanos: null, tokens: null };
}

export const isLimited = ({ nanos, tokens }: Caps): boolean => nanos !== null || tokens !== null;
