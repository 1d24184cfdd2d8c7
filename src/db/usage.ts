import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, erasedUsage, messages, requests } from './schema';

/** What requests came to, those of erased chats with them. Whole numbers, so that sums agree to the last digit. */
export interface Sums {
  requestCount: number;
  inputTokens: number;
  outputTokens: number;
  /** Billionths of a US dollar, of the requests that have a known price. */
  costNanos: number;
  /** How many have none: what they cost is unknown, not nothing. */
  unpricedCount: number;
  /** How many were estimated here, because their provider did not say. */
  estimatedCount: number;
}

type Reader = Pick<Db, 'all'>;

/** Days in UTC, as in `2026-11-22`: from the first on, and before the second. */
export interface Period {
  from: string;
  until: string;
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** The calendar month in UTC that has this moment. */
export function monthOf(date: Date): Period {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    from: dayOf(new Date(Date.UTC(year, month))),
    until: dayOf(new Date(Date.UTC(year, month + 1))),
  };
}

/** What is asked about; what is left out does not restrict. */
export interface Asked {
  period?: Period;
  projectId?: string;
  chatId?: string;
}

const day = sql`strftime('%Y-%m-%d', ${requests.createdAt} / 1000, 'unixepoch')`;
const millis = (isoDay: string) => Date.parse(isoDay);

/** A request counts once its tokens are known: one that was refused has none. */
const isBilled = sql`${requests.inputTokens} is not null`;

const joined = sql`${requests} join ${messages} on ${messages.id} = ${requests.messageId}
  join ${chats} on ${chats.id} = ${messages.chatId}`;

const allOf = (conditions: (SQL | undefined)[]): SQL =>
  sql.join(
    conditions.filter((one) => one !== undefined),
    sql` and `,
  );

/** One row for each request in the library, and one for what was erased together. */
function spent({ period, projectId, chatId }: Asked): SQL {
  const inLibrary = allOf([
    isBilled,
    period && sql`${requests.createdAt} >= ${millis(period.from)}`,
    period && sql`${requests.createdAt} < ${millis(period.until)}`,
    projectId === undefined ? undefined : sql`${chats.projectId} = ${projectId}`,
    chatId === undefined ? undefined : sql`${messages.chatId} = ${chatId}`,
  ]);
  const kept = sql`select ${day} as day, ${chats.projectId} as project_id, ${chats.id} as chat_id,
      ${requests.model} as model, 1 as request_count, ${requests.inputTokens} as input_tokens,
      ${requests.outputTokens} as output_tokens, ${requests.costNanos} as cost_nanos,
      ${requests.costNanos} is null as unpriced_count, ${requests.isEstimated} as estimated_count
    from ${joined} where ${inLibrary}`;
  if (chatId !== undefined) return kept;
  const erased = allOf([
    sql`true`,
    period && sql`day >= ${period.from}`,
    period && sql`day < ${period.until}`,
    projectId === undefined ? undefined : sql`project_id = ${projectId}`,
  ]);
  return sql`${kept} union all select day, project_id, null, model, request_count, input_tokens,
    output_tokens, cost_nanos, unpriced_count, 0 from ${erasedUsage} where ${erased}`;
}

const sums = sql`coalesce(sum(request_count), 0) as "requestCount",
  coalesce(sum(input_tokens), 0) as "inputTokens", coalesce(sum(output_tokens), 0) as "outputTokens",
  coalesce(sum(cost_nanos), 0) as "costNanos", coalesce(sum(unpriced_count), 0) as "unpricedCount",
  coalesce(sum(estimated_count), 0) as "estimatedCount"`;

const NOTHING: Sums = {
  requestCount: 0,
  inputTokens: 0,
  outputTokens: 0,
  costNanos: 0,
  unpricedCount: 0,
  estimatedCount: 0,
};

/** A row of the client has its values by number as well. */
const rowsOf = async <T extends object>(db: Reader, query: SQL): Promise<T[]> =>
  (await db.all<T>(query)).map(
    (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !/^\d/.test(name))) as T,
  );

export async function usageOf(db: Reader, asked: Asked = {}): Promise<Sums> {
  const [row] = await rowsOf<Sums>(db, sql`select ${sums} from (${spent(asked)})`);
  return row ?? NOTHING;
}

export type UsageOfDay = Sums & { day: string };
export type UsageOfProject = Sums & { projectId: string };
export type UsageOfModel = Sums & { model: string };

/** Only days on which there was something. */
export const usageByDay = (db: Reader, asked: Asked) =>
  rowsOf<UsageOfDay>(db, sql`select day, ${sums} from (${spent(asked)}) group by day order by day`);

/** The dearest first; a project may be gone. */
export const usageByProject = (db: Reader, asked: Asked) =>
  rowsOf<UsageOfProject>(
    db,
    sql`select project_id as "projectId", ${sums} from (${spent(asked)})
    group by project_id order by ${dearest}`,
  );

export const usageByModel = (db: Reader, asked: Asked) =>
  rowsOf<UsageOfModel>(
    db,
    sql`select model, ${sums} from (${spent(asked)})
    group by model order by ${dearest}`,
  );

const dearest = sql`"costNanos" desc, sum(input_tokens) + sum(output_tokens) desc`;

export type UsageOfChat = Sums & { chatId: string; projectId: string; title: string };

/** Of what is still in the library. */
export const usageByChat = (db: Reader, asked: Asked, limit: number) =>
  rowsOf<UsageOfChat>(
    db,
    sql`select c.id as "chatId", c.project_id as "projectId", c.title, u.* from (
    select chat_id, ${sums} from (${spent(asked)}) where chat_id is not null
    group by chat_id order by ${dearest} limit ${limit}) u join ${chats} c on c.id = u.chat_id`,
  );

/** Every month from the first request on, as in `2026-11`, the last first. */
export async function usedMonths(db: Reader, now = new Date()): Promise<string[]> {
  const [row] = await rowsOf<{ first: string | null }>(
    db,
    sql`select min(day) as first from (
      select strftime('%Y-%m-%d', min(${requests.createdAt}) / 1000, 'unixepoch') as day from ${requests}
      union all select min(day) from ${erasedUsage})`,
  );
  const months: string[] = [];
  const oldest = (row?.first ?? dayOf(now)).slice(0, 7);
  for (let month = monthOf(now).from; month.slice(0, 7) >= oldest;) {
    months.push(month.slice(0, 7));
    month = monthOf(new Date(millis(month) - 1)).from;
  }
  return months;
}

/** Adds what the requests of these messages came to to what is kept of erased ones. */
export const foldUsage = (messageKeys: number[]): SQL =>
  sql`insert into ${erasedUsage} (day, project_id, model, request_count, input_tokens, output_tokens,
      cost_nanos, unpriced_count)
    select ${day}, ${chats.projectId}, ${requests.model}, count(*), sum(${requests.inputTokens}),
      sum(${requests.outputTokens}), coalesce(sum(${requests.costNanos}), 0),
      sum(${requests.costNanos} is null)
    from ${joined} where ${messages.key} in (select value from json_each(${JSON.stringify(messageKeys)}))
      and ${isBilled} group by 1, 2, 3
    on conflict do update set request_count = request_count + excluded.request_count,
      input_tokens = input_tokens + excluded.input_tokens,
      output_tokens = output_tokens + excluded.output_tokens,
      cost_nanos = cost_nanos + excluded.cost_nanos,
      unpriced_count = unpriced_count + excluded.unpriced_count`;

/** How many of a model's bills say what its tokens are. */
const BILLS = 20;
/** How far back they are looked for. */
const REQUESTS = 200;

/** What this model's last requests were counted as here, and what their provider counted. */
export const lastBills = (db: Reader, model: string) =>
  rowsOf<{ counted: number; billed: number }>(
    db,
    sql`select counted_tokens as counted, input_tokens as billed from (
      select counted_tokens, input_tokens, is_estimated from ${requests}
      where ${requests.model} = ${model} order by ${requests.key} desc limit ${REQUESTS})
    where counted_tokens is not null and input_tokens is not null and not is_estimated limit ${BILLS}`,
  );

export interface DearAnswer {
  requestId: string;
  chatId: string;
  title: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  costNanos: number | null;
  isEstimated: number;
  createdAt: number;
}

/** Single requests of what is still in the library, by what they cost. */
export const dearestAnswers = (db: Reader, { period, projectId }: Asked, limit: number) =>
  rowsOf<DearAnswer>(
    db,
    sql`select ${requests.id} as "requestId", ${chats.id} as "chatId", ${chats.title} as title,
      ${requests.model} as model, ${requests.inputTokens} as "inputTokens",
      ${requests.outputTokens} as "outputTokens", ${requests.costNanos} as "costNanos",
      ${requests.isEstimated} as "isEstimated", ${requests.createdAt} as "createdAt"
    from ${joined} where ${allOf([
      isBilled,
      period && sql`${requests.createdAt} >= ${millis(period.from)}`,
      period && sql`${requests.createdAt} < ${millis(period.until)}`,
      projectId === undefined ? undefined : sql`${chats.projectId} = ${projectId}`,
    ])} order by ${requests.costNanos} desc nulls last, ${requests.inputTokens} desc limit ${limit}`,
  );
