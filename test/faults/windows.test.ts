import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { getChat } from '../../src/db/chats';
import { readBranch } from '../../src/db/messages';
import { createProjectWithChat } from '../../src/db/projects';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { optionsFor, startProgram } from '../store/program';
import type { WindowInput, WindowSays } from '../windows/programs/window';
import { isLong, tally } from './faults';

const LASTING = isLong ? 60_000 : 8_000;

async function runWindows(count: number, pause: number) {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, {
    name: 'Windows',
    model: 'test:model',
  });
  await library.close();
  const options = await optionsFor(file);
  const windows = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const input: WindowInput = {
        ...{ library: options, chatId: chat.id, name: `window ${index}`, lasting: LASTING, pause },
      };
      return startProgram('test/windows/programs/window.ts', input);
    }),
  );
  const said: WindowSays[] = [];
  for (const window of windows) {
    const { code, errors } = await window.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    said.push(...window.lines.map((line) => JSON.parse(line) as WindowSays));
  }
  const sent = said.filter((one) => one.type === 'sent');
  const lags = said
    .flatMap((one) => (one.type === 'noticed' ? [one.lag] : []))
    .sort((a, b) => a - b);
  return { file, chatId: chat.id, sent, lags };
}

test.each([
  [2, 600],
  [4, 1_200],
])(
  '%i windows in one chat: user and answer take turns on one branch, nothing is lost, all is seen soon',
  async (count, pause) => {
    const { file, chatId, sent, lags } = await runWindows(count, pause);
    const { db, close } = await openTestLibrary(file);
    const { leafId } = await getChat(db, chatId);
    const branch = await readBranch(db, leafId ?? '');
    expect(branch.map(({ role }) => role)).toEqual(
      branch.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')),
    );
    const said = new Set(branch.map(({ text, role }) => (role === 'user' ? text : '')));
    expect(sent.filter(({ text }) => !said.has(text))).toEqual([]);
    expect(branch).toHaveLength(2 * sent.length);
    expect(branch.filter(({ status }) => !['done', 'stopped'].includes(status))).toEqual([]);
    expect(await db.all(sql`PRAGMA integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
    expect(await db.all(sql`PRAGMA foreign_key_check`)).toEqual([]);
    await close();

    const [median, p95, longest] = [0.5, 0.95, 1].map(
      (share) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))],
    );
    tally({
      fault: `${count} windows in one chat for ${LASTING / 1000} s`,
      tried: 1,
      checked: `${sent.length} messages sent`,
      remarks: `each sees the others' answers after ${median} ms (median), ${p95} (p95), ${longest} (longest)`,
    });
    expect(lags.length).toBeGreaterThan(10);
    expect(p95).toBeLessThan(1_000);
  },
);
