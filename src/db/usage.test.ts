import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finishAnswer, type RequestFigures } from './answers';
import { addAnswer, addExchange } from './exchanges';
import { arrangeChats } from './chatPlaces';
import { createChat } from './chats';
import { eraseMarked } from './erase';
import type { Library } from './open';
import { createProject, shelveProject } from './projects';
import { requests } from './schema';
import { openTestLibrary } from './testing';
import { markForErasing } from './trash';
import {
  monthOf,
  type Sums,
  usageByChat,
  usageByDay,
  usageByModel,
  usageByProject,
  usageOf,
  usedMonths,
} from './usage';

let library: Library;
beforeEach(async () => {
  library = await openTestLibrary();
});
afterEach(() => library.close());

interface Sent extends Required<
  Pick<RequestFigures, 'inputTokens' | 'outputTokens' | 'costNanos' | 'isEstimated'>
> {
  chatId: string;
  model: string;
  day: string;
}

/** A question in this chat whose request came to this. */
async function bill(sent: Sent): Promise<string> {
  const { db } = library;
  const { chatId, model, day, ...figures } = sent;
  const requestId = crypto.randomUUID();
  const answer = { chatId, model, requestId, owner: 'test' };
  const { answerId, userId } = await addExchange(db, { ...answer, text: 'Hi' });
  await end(answerId, requestId, day, figures);
  return userId;
}

async function end(messageId: string, requestId: string, day: string, figures: RequestFigures) {
  const { db } = library;
  const ended = { text: 'Hello', reasoning: '', status: 'done', problem: null } as const;
  await finishAnswer(db, { messageId, ...ended }, { requestId, figures });
  const createdAt = new Date(`${day}T23:59:59.999Z`);
  await db.update(requests).set({ createdAt }).where(eq(requests.id, requestId));
}

/** The same every time for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    chance: (p: number) => next() < p,
    below,
    oneOf: <T>(all: readonly T[]): T => {
      const one = all[below(all.length)];
      if (one === undefined) throw new Error('There is nothing to choose from.');
      return one;
    },
  };
}

const total = (sent: Pick<Sent, 'inputTokens' | 'outputTokens' | 'costNanos'>[]) => ({
  requestCount: sent.length,
  inputTokens: sent.reduce((sum, one) => sum + (one.inputTokens ?? 0), 0),
  outputTokens: sent.reduce((sum, one) => sum + (one.outputTokens ?? 0), 0),
  costNanos: sent.reduce((sum, one) => sum + (one.costNanos ?? 0), 0),
  unpricedCount: sent.filter(({ costNanos }) => costNanos === null).length,
});

/** What is erased does not say how much of it was estimated. */
const withoutEstimates = (sums: Sums) => {
  const { requestCount, inputTokens, outputTokens, costNanos, unpricedCount } = sums;
  return { requestCount, inputTokens, outputTokens, costNanos, unpricedCount };
};

const DAYS = ['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02'];
const DEEDS = ['chat', 'move', 'erase', 'send', 'send', 'send', 'send'] as const;
const MODELS = ['a:small', 'a:large', 'b:local'];
const NOVEMBER = monthOf(new Date('2026-11-15T12:00:00Z'));

test.each([1, 2, 3, 4])(
  'random sends, moves and erasing, seed %i: every total is the sum of its receipts, to the last digit',
  async (seed) => {
    const { db } = library;
    const random = randomFrom(seed);
    const projects: string[] = [];
    for (const name of ['One', 'Two', 'Three'])
      projects.push((await createProject(db, { name })).id);
    /** The project that each receipt belongs to, for good once its chat is erased. */
    const chats = new Map<string, string>();
    const kept: (Sent & { erasedFrom?: string })[] = [];
    for (let step = 0; step < 60; step++) {
      const there = [...chats.keys()];
      const what = there.length < 3 ? 'chat' : random.oneOf(DEEDS);
      if (what === 'chat') {
        const projectId = random.oneOf(projects);
        chats.set((await createChat(db, projectId)).id, projectId);
      } else if (what === 'move') {
        const [chatId, projectId] = [random.oneOf(there), random.oneOf(projects)];
        await arrangeChats(db, [chatId], { projectId });
        chats.set(chatId, projectId);
      } else if (what === 'erase') {
        const chatId = random.oneOf(there);
        const erasedFrom = chats.get(chatId) ?? '';
        await arrangeChats(db, [chatId], { shelf: 'trashed' });
        await markForErasing(db, { chatIds: [chatId] });
        await eraseMarked(db);
        chats.delete(chatId);
        for (const sent of kept) if (sent.chatId === chatId) sent.erasedFrom = erasedFrom;
      } else {
        const sent = {
          chatId: random.oneOf(there),
          model: random.oneOf(MODELS),
          day: random.oneOf(DAYS),
          inputTokens: random.below(200_000),
          outputTokens: random.below(4_000),
          costNanos: random.chance(0.2) ? null : random.below(3_000_000_017),
          isEstimated: random.chance(0.3),
        };
        await bill(sent);
        kept.push(sent);
      }
    }
    const projectOf = (sent: (typeof kept)[number]) => sent.erasedFrom ?? chats.get(sent.chatId);
    const expectTotal = (sums: Sums | undefined, sent: typeof kept) =>
      expect(sums && withoutEstimates(sums)).toEqual(sent.length > 0 ? total(sent) : undefined);

    expectTotal(await usageOf(db), kept);
    const inNovember = kept.filter(({ day }) => day.startsWith('2026-11'));
    expectTotal(await usageOf(db, { period: NOVEMBER }), inNovember);
    const [days, byModel, byProject, byChat] = [
      await usageByDay(db, {}),
      await usageByModel(db, { period: NOVEMBER }),
      await usageByProject(db, { period: NOVEMBER }),
      await usageByChat(db, {}, 100),
    ];
    for (const day of DAYS) {
      expectTotal(
        days.find((one) => one.day === day),
        kept.filter((one) => one.day === day),
      );
    }
    for (const model of MODELS) {
      expectTotal(
        byModel.find((one) => one.model === model),
        inNovember.filter((one) => one.model === model),
      );
    }
    for (const projectId of projects) {
      const ofProject = inNovember.filter((sent) => projectOf(sent) === projectId);
      expectTotal(
        byProject.find((one) => one.projectId === projectId),
        ofProject,
      );
      const asked = await usageOf(db, { period: NOVEMBER, projectId });
      expect(withoutEstimates(asked)).toEqual(total(ofProject));
    }
    for (const chatId of chats.keys()) {
      const ofChat = kept.filter((sent) => sent.chatId === chatId);
      expectTotal(
        byChat.find((one) => one.chatId === chatId),
        ofChat,
      );
      expect((await usageOf(db, { chatId })).estimatedCount).toBe(
        ofChat.filter(({ isEstimated }) => isEstimated).length,
      );
    }
  },
);

const ONE = {
  model: 'a:small',
  day: '2026-11-22',
  inputTokens: 100,
  outputTokens: 7,
  costNanos: 12_345,
  isEstimated: false,
};

test('a project that is erased leaves what it cost, and its days', async () => {
  const { db } = library;
  const { id: projectId } = await createProject(db, { name: 'Gone' });
  for (const costNanos of [12_345, null]) {
    await bill({ ...ONE, chatId: (await createChat(db, projectId)).id, costNanos });
  }
  const before = await usageOf(db);
  await shelveProject(db, projectId, 'trashed');
  await markForErasing(db, { projectIds: [projectId] });
  await eraseMarked(db);
  expect(await db.all(sql`select * from requests`)).toEqual([]);
  expect(await usageOf(db)).toEqual(before);
  expect(await usageByProject(db, { period: NOVEMBER })).toEqual([{ projectId, ...before }]);
  const later = new Date('2027-01-31T12:00:00Z');
  expect(await usedMonths(db, later)).toEqual(['2027-01', '2026-12', '2026-11']);
});

test('every version of an answer counts, and what was refused does not', async () => {
  const { db } = library;
  const { id: projectId } = await createProject(db, { name: 'Versions' });
  const { id: chatId } = await createChat(db, projectId);
  const parentId = await bill({ ...ONE, chatId });
  for (const figures of [{ ...ONE }, { durationMs: 12 }]) {
    const requestId = crypto.randomUUID();
    const answer = { chatId, model: 'a:small', requestId, owner: 'test' };
    await end(await addAnswer(db, { ...answer, parentId }), requestId, ONE.day, figures);
  }
  expect(await usageOf(db, { chatId })).toMatchObject({ requestCount: 2, costNanos: 24_690 });
});
