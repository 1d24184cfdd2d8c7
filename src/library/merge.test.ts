import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hashOf, keepBlobs } from '../db/blobs';
import { changeChatSettings } from '../db/settings';
import { arrangeChats } from '../db/chatPlaces';
import { createChat, renameChat, saveDraft, showBranch } from '../db/chats';
import { attachFiles, listFiles, setFileHashes } from '../db/files';
import { appendPieces, finishAnswer } from '../db/answers';
import { addAnswer, addExchange } from '../db/exchanges';
import { addAnswerPicture, addDraftPicture } from '../db/images';
import { readBranch } from '../db/messages';
import type { Library } from '../db/open';
import { eraseMarked } from '../db/erase';
import { createProject, saveProjectDraft, updateProject } from '../db/projects';
import { saveRequest } from '../db/requests';
import { MIGRATIONS, openTestLibrary } from '../db/testing';
import { markForErasing } from '../db/trash';
import { usageOf } from '../db/usage';
import { dump, merge, newFile, type Row, run, TABLES } from './mergeTesting';

/** Without what each library gives out itself, and who was reading an answer there. */
const OWN = ['key', 'activity', 'owner', 'alive_at'];
const anywhere = (rows: Row[] = []) =>
  rows
    .map((row) => Object.entries(row).filter(([name]) => !OWN.includes(name)))
    .map((entries) => JSON.stringify(entries))
    .sort();

/** A content is what its hash says, whoever kept it first. */
const contents = (rows: Row[] = []) => rows.map(({ hash, content }) => ({ hash, content }));

/** The same every time for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { chance: (p: number) => next() < p, below: (n: number) => Math.floor(next() * n) };
}

const pictureOf = (n: number) => ({
  ...{ bytes: Buffer.from(`picture ${n}`), mediaType: 'image/png', width: 2, height: 3, name: '' },
});

/** Projects with files, chats with branches, receipts, drafts, things in the trash. */
async function fill({ db }: Library, seed: number): Promise<void> {
  const random = randomFrom(seed);
  for (let p = 0; p <= random.below(3); p++) {
    const project = await createProject(db, {
      name: `Project ${seed}.${p}`,
      instructions: 'Be brief.',
    });
    if (random.chance(0.5)) await saveProjectDraft(db, project.id, `draft ${seed}.${p}`);
    const home = { projectId: project.id, chatId: null };
    if (random.chance(0.5)) await addDraftPicture(db, home, pictureOf(random.below(3)));
    const content = `content ${random.below(3)}`;
    const hash = hashOf(content);
    await keepBlobs(db, new Map([[hash, Buffer.from(content)]]));
    await attachFiles(db, project.id, [{ uri: `file:///${p}.ts`, path: `${p}.ts` }]);
    const rows = await listFiles(db, project.id);
    await setFileHashes(
      db,
      rows.map((row) => ({ row, hash })),
    );
    for (let c = 0; c <= random.below(4); c++) {
      const chat = await createChat(db, project.id);
      if (random.chance(0.3)) await saveDraft(db, chat.id, `unsent ${seed}.${p}.${c}`);
      const place = { projectId: project.id, chatId: chat.id };
      if (random.chance(0.3)) await addDraftPicture(db, place, pictureOf(random.below(3)));
      for (let m = 0; m < random.below(5); m++) {
        const requestId = crypto.randomUUID();
        const request = { model: 'test:model', requestId, owner: 'test/1/x' };
        const { userId, answerId } = await addExchange(db, {
          chatId: chat.id,
          text: `question ${m} of ${c}`,
          ...request,
        });
        await saveRequest(db, requestId, { temperature: 0.7, maxTokens: 100 }, [
          { kind: 'file', label: `${p}.ts`, hash, fileId: rows[0]?.id ?? null },
          { kind: 'message', hash: hashOf(`question ${m} of ${c}`), messageId: userId },
        ]);
        const answer = { reasoning: '', status: 'done', problem: null } as const;
        const figures = {
          inputTokens: random.below(100),
          outputTokens: 7,
          costNanos: random.chance(0.2) ? null : random.below(1_000_000),
        };
        await finishAnswer(
          db,
          { messageId: answerId, text: `answer ${m}`, ...answer },
          { requestId, figures },
        );
        if (random.chance(0.3)) await addAnswerPicture(db, answerId, pictureOf(random.below(3)));
        if (!random.chance(0.4)) continue;
        const again = crypto.randomUUID();
        const version = await addAnswer(db, {
          chatId: chat.id,
          parentId: userId,
          ...request,
          requestId: again,
        });
        await finishAnswer(db, { messageId: version, text: 'another', ...answer });
        if (random.chance(0.5)) await showBranch(db, chat.id, answerId);
      }
      if (random.chance(0.2)) await arrangeChats(db, [chat.id], { shelf: 'trashed' });
      if (random.chance(0.2)) await erase(db, chat.id);
    }
  }
}

async function erase(db: Library['db'], chatId: string): Promise<void> {
  await arrangeChats(db, [chatId], { shelf: 'trashed' });
  await markForErasing(db, { chatIds: [chatId] });
  await eraseMarked(db);
}

async function libraryOf(...seeds: number[]): Promise<string> {
  const file = newFile();
  const library = await openTestLibrary(file);
  for (const seed of seeds) await fill(library, seed);
  await library.close();
  return file;
}

async function spentIn(file: string): Promise<number[]> {
  const { db, close } = await openTestLibrary(file);
  const { costNanos, requestCount } = await usageOf(db);
  await close();
  return [costNanos, requestCount];
}

test.each([1, 2, 3, 4, 5, 6])(
  'random libraries, seed %i: everything of both is there, trees and receipts as they were, and twice is once',
  async (seed) => {
    const [here, there] = [await libraryOf(seed), await libraryOf(seed + 100)];
    const [before, other] = [dump(here), dump(there)];
    const spent = [await spentIn(here), await spentIn(there)];
    const merged = await merge(here, there);
    const after = dump(here);
    for (const table of TABLES.filter((name) => !['users', 'blobs'].includes(name))) {
      const expected = [...anywhere(before[table]), ...anywhere(other[table])];
      expect(anywhere(after[table]), table).toEqual([...new Set(expected)].sort());
    }
    const kept = contents(after['blobs']);
    expect(kept).toEqual(expect.arrayContaining(contents(other['blobs'])));
    expect(new Set(kept.map(({ hash }) => hash)).size).toBe(kept.length);
    expect(merged).toEqual({
      projects: other['projects']?.length,
      chats: other['chats']?.length,
      messages: other['messages']?.length,
    });
    const keys = (rows: Row[] = []) =>
      rows.toSorted((a, b) => Number(a['key']) - Number(b['key'])).map(({ id }) => id);
    const theirs = new Set(keys(other['messages']));
    const arrived = after['messages']?.filter(({ id }) => theirs.has(id)) ?? [];
    expect(keys(arrived)).toEqual(keys(other['messages']));

    expect(await merge(here, there)).toEqual({ projects: 0, chats: 0, messages: 0 });
    expect(dump(here)).toEqual(after);
    const [costNanos, requestCount] = [0, 1].map((n) =>
      spent.reduce((sum, one) => sum + (one[n] ?? 0), 0),
    );
    expect(await spentIn(here)).toEqual([costNanos, requestCount]);
    expect(dump(there)).toEqual(other);
  },
  30_000,
);

test('a library brought back into the one it was copied from: what either added since is there', async () => {
  const here = await libraryOf(7);
  const there = newFile();
  await run('backUp', { file: here, copy: there });
  const [ours, theirs] = [await openTestLibrary(here), await openTestLibrary(there)];
  const [project] = dump(here)['projects'] ?? [];
  const projectId = String(project?.['id']);
  const chat = await createChat(ours.db, projectId, { title: 'Here' });
  const elsewhere = await createChat(theirs.db, projectId, { title: 'There' });
  await saveProjectDraft(ours.db, projectId, 'typed here');
  await saveProjectDraft(theirs.db, projectId, 'typed there');
  await updateProject(ours.db, projectId, { name: 'Older' });
  await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond on the clock
  await updateProject(theirs.db, projectId, { name: 'Newer' });
  await Promise.all([ours.close(), theirs.close()]);

  await merge(here, there);
  const after = dump(here);
  expect(after['projects']?.find(({ id }) => id === projectId)).toMatchObject({
    name: 'Newer',
    draft: 'typed there\n\ntyped here',
  });
  const ids = after['chats']?.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([chat.id, elsewhere.id]));
  await merge(here, there);
  expect(dump(here)).toEqual(after);
});

test('what erased chats have cost comes along once, and what is erased there later as well', async () => {
  const [here, there] = [newFile(), newFile()];
  await (await openTestLibrary(here)).close();
  const theirs = await openTestLibrary(there);
  const { id: projectId } = await createProject(theirs.db, { name: 'Spent' });
  const spend = async () => {
    const { id: chatId } = await createChat(theirs.db, projectId);
    const requestId = crypto.randomUUID();
    const answer = { chatId, model: 'a:m', requestId, owner: 'x', text: 'Hi' };
    const { answerId: messageId } = await addExchange(theirs.db, answer);
    const end = { text: 'Hello', reasoning: '', status: 'done', problem: null } as const;
    const figures = { inputTokens: 10, outputTokens: 1, costNanos: 100 };
    await finishAnswer(theirs.db, { messageId, ...end }, { requestId, figures });
    return chatId;
  };
  const first = await spend();
  await spend();
  const costHere = async () => {
    await merge(here, there);
    const { db, close } = await openTestLibrary(here);
    const { costNanos, requestCount } = await usageOf(db);
    await close();
    return { costNanos, requestCount };
  };
  await erase(theirs.db, first);
  expect(await costHere()).toEqual({ costNanos: 200, requestCount: 2 });
  expect(await costHere()).toEqual({ costNanos: 200, requestCount: 2 });
  await erase(theirs.db, await spend());
  expect(await costHere()).toEqual({ costNanos: 300, requestCount: 3 });
  await theirs.close();
});

test('a chat that went on in both: both branches are there, the one written to last is shown, its own settings stay', async () => {
  const here = newFile();
  const first = await openTestLibrary(here);
  const project = await createProject(first.db, { name: 'Both' });
  const chat = await createChat(first.db, project.id);
  const exchange = (library: Library, text: string) =>
    addExchange(library.db, {
      ...{ chatId: chat.id, text, model: 'm', requestId: crypto.randomUUID(), owner: 'x' },
    });
  const root = await exchange(first, 'root');
  await first.close();
  const there = newFile();
  await run('backUp', { file: here, copy: there });
  const [ours, theirs] = [await openTestLibrary(here), await openTestLibrary(there)];
  await changeChatSettings(ours.db, chat.id, { topP: 0.5 });
  const mine = await exchange(ours, 'mine');
  await renameChat(ours.db, chat.id, 'Mine');
  await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond on the clock
  const yours = await exchange(theirs, 'yours');
  await Promise.all([ours.close(), theirs.close()]);

  await merge(here, there);
  const { db, close } = await openTestLibrary(here);
  for (const [{ answerId, userId }, text] of [
    [mine, 'mine'],
    [yours, 'yours'],
  ] as const) {
    const branch = await readBranch(db, answerId);
    expect(branch.map(({ id }) => id)).toEqual([root.userId, root.answerId, userId, answerId]);
    expect(branch[2]?.text).toBe(text);
  }
  await close();
  expect(dump(here)['chats']).toMatchObject([
    { leaf_id: yours.answerId, settings: '{"topP":0.5}' },
  ]);
});

test('an answer in flight comes as far as it had arrived, and whole when it is brought in again', async () => {
  const there = newFile();
  const theirs = await openTestLibrary(there);
  const project = await createProject(theirs.db, { name: 'Live' });
  const chat = await createChat(theirs.db, project.id);
  const { answerId } = await addExchange(theirs.db, {
    ...{ chatId: chat.id, text: 'Hi', model: 'm', requestId: 'r', owner: 'x' },
  });
  await appendPieces(theirs.db, [{ messageId: answerId, kind: 'text', offset: 0, text: 'Half' }]);
  const here = await libraryOf();
  await merge(here, there);
  const answer = () => dump(here)['messages']?.find(({ id }) => id === answerId);
  expect(answer()).toMatchObject({ status: 'interrupted', text: 'Half' });

  const end = { text: 'Half and half', reasoning: '', status: 'done', problem: null } as const;
  await finishAnswer(theirs.db, { messageId: answerId, ...end });
  await merge(here, there);
  expect(answer()).toMatchObject({ status: 'done', text: 'Half and half' });
  await theirs.close();
});

test('what is no library, and the library itself, are refused with a sentence', async () => {
  const here = await libraryOf();
  await expect(merge(here, newFile())).rejects.toThrow(/is not a library of Better GPT/);
  await expect(merge(here, here)).rejects.toThrow(/open already/);
});

test('cancelled in the middle, it can be run again', async () => {
  const [here, there] = [await libraryOf(), await libraryOf(11, 12, 13)];
  const abort = new AbortController();
  const started = run(
    'merge',
    { file: here, from: there, migrationsFolder: MIGRATIONS, journal: 'wal' },
    {
      signal: abort.signal,
      onProgress: (step) => step.startsWith('Bringing in chats') && abort.abort(),
    },
  );
  await expect(started).rejects.toThrow(/abort/i);
  await merge(here, there);
  for (const table of ['chats', 'messages', 'requests']) {
    expect(anywhere(dump(here)[table])).toEqual(anywhere(dump(there)[table]));
  }
});

test.each(readdirSync('test/store/schemas'))(
  'the library of an older version, %s, is brought in as an update would leave it',
  async (name) => {
    const there = newFile();
    writeFileSync(there, gunzipSync(readFileSync(`test/store/schemas/${name}`)));
    const original = readFileSync(there);
    const updated = newFile();
    copyFileSync(there, updated);
    await (await openTestLibrary(updated)).close();
    const here = await libraryOf();
    await merge(here, there);
    expect(readFileSync(there).equals(original)).toBe(true);
    const [expected, after] = [dump(updated), dump(here)];
    for (const table of TABLES.filter((one) => !['users', 'messages', 'pieces'].includes(one))) {
      expect(anywhere(after[table]), table).toEqual(anywhere(expected[table]));
    }
    const arrived = expected['pieces']?.map(({ text }) => text).join('');
    const ended = expected['messages']?.map((row) =>
      row['status'] === 'streaming' ? { ...row, status: 'interrupted', text: arrived } : row,
    );
    // Terms are written when a message is indexed, soon after it has come.
    const indexedLater = (rows?: Row[]) => rows?.map((row) => ({ ...row, terms: null }));
    expect(anywhere(indexedLater(after['messages']))).toEqual(anywhere(indexedLater(ended)));
  },
);
