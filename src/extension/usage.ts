import { inArray, isNotNull, or, sql } from 'drizzle-orm';
import { isLimited, type Standing, standingsOf } from '../db/limits';
import type { Db } from '../db/open';
import { projects } from '../db/schema';
import * as store from '../db/usage';
import { modelLabel } from '../models/modelId';
import type { Usage, UsageLimit } from '../protocol/api';
import { readLibraryCaps } from './limits';

/** How many of the dearest chats and answers are told. */
const DEAREST = 10;

/** What was spent in a month, in the library or one project; null: this month. */
export async function readUsage(
  db: Db,
  { projectId, month }: { projectId: string | null; month: string | null },
  now = new Date(),
): Promise<Usage> {
  const thisMonth = store.monthOf(now).from.slice(0, 7);
  const period = store.monthOf(month === null ? now : new Date(`${month}-01T00:00:00Z`));
  const asked = { period, ...(projectId !== null && { projectId }) };
  const [total, days, byProject, byModel, chats, answers, months] = await Promise.all([
    store.usageOf(db, asked),
    store.usageByDay(db, asked),
    store.usageByProject(db, asked),
    store.usageByModel(db, asked),
    store.usageByChat(db, asked, DEAREST),
    store.dearestAnswers(db, asked, DEAREST),
    store.usedMonths(db, now),
  ]);
  const names = await namesOf(
    db,
    byProject.map((one) => one.projectId),
  );
  const shown = period.from.slice(0, 7);
  return {
    month: shown,
    months,
    total,
    days,
    projects: byProject.map((one) => ({ ...one, name: names.get(one.projectId) ?? null })),
    models: byModel.map(({ model, ...sums }) => ({ ...sums, name: modelLabel(model) })),
    chats,
    answers: answers.map(({ model, isEstimated, ...answer }) => ({
      ...answer,
      model: modelLabel(model),
      isEstimated: Boolean(isEstimated),
    })),
    limits: shown === thisMonth ? await limitsOf(db, projectId, now) : [],
  };
}

async function namesOf(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(inArray(projects.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Those of one project, or of every project that has any and of the library. */
async function limitsOf(db: Db, projectId: string | null, now: Date): Promise<UsageLimit[]> {
  const caps = readLibraryCaps();
  const limited = await db
    .select({ id: projects.id })
    .from(projects)
    .where(
      projectId === null
        ? sql`${projects.shelf} <> 'trashed' and ${or(isNotNull(projects.capNanos), isNotNull(projects.capTokens))}`
        : inArray(projects.id, [projectId]),
    );
  const all: Standing[] = [];
  if (projectId === null && isLimited(caps)) {
    all.push(...(await standingsOf(db, '', caps, now)).filter((one) => one.projectId === null));
  }
  for (const { id } of limited) {
    all.push(...(await standingsOf(db, id, caps, now)).filter((one) => one.projectId === id));
  }
  return all.flatMap(toLimits);
}

const toLimits = ({ projectId, name, caps, spent, reserved }: Standing): UsageLimit[] =>
  (['nanos', 'tokens'] as const).flatMap((unit) => {
    const cap = caps[unit];
    if (cap === null) return [];
    return [{ projectId, name, unit, cap, spent: spent[unit], reserved: reserved[unit] }];
  });
