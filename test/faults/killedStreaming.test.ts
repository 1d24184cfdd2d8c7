import path from 'node:path';
import { expect, test } from 'vitest';
import { listStreaming, markInterrupted } from '../../src/db/abandoned';
import { getMessage } from '../../src/db/messages';
import type { Db } from '../../src/db/open';
import { createProjectWithChat } from '../../src/db/projects';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { optionsFor, start } from '../store/program';
import type { Acknowledged } from '../store/programs/streamer';
import { isLong, randomFor, tally, withSeed } from './faults';
import { killAfter } from './killing';
import { expectSound } from './sound';

const KILLS = isLong ? 200 : 60;
const LONGEST_LIFE = 250;

async function expectThere(db: Db, acknowledged: Acknowledged[]) {
  const texts = new Map<string, string>();
  const ended = new Set<string>();
  for (const entry of acknowledged) {
    if (entry.wrote === 'exchange') {
      expect(await getMessage(db, entry.userId)).toMatchObject({ text: entry.question });
      texts.set(entry.answerId, '');
    } else if (entry.wrote === 'piece') texts.set(entry.answerId, entry.soFar);
    else ended.add(entry.answerId);
  }
  for (const [id, text] of texts) {
    const stored = await getMessage(db, id);
    // The write after the last acknowledged one may have been committed as well.
    expect(stored.text.startsWith(text)).toBe(true);
    expect(stored.text).toMatch(/^(piece\d+ 🙂 )*$/u);
    if (ended.has(id)) expect(stored).toMatchObject({ status: 'done', text });
  }
}

/** What the next start does with answers that nobody is reading any more. */
async function expectRecovered(db: Db) {
  const orphans = await listStreaming(db);
  const before = await Promise.all(orphans.map(({ messageId }) => getMessage(db, messageId)));
  await markInterrupted(
    db,
    orphans.map(({ messageId }) => messageId),
  );
  for (const { id, text } of before) {
    expect(await getMessage(db, id)).toMatchObject({ text, status: 'interrupted' });
  }
  return orphans.length;
}

test(`after ${KILLS} kills in the middle of writes and answers, every acknowledged word is there`, async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Killed' });
  await library.close();
  const input = { library: await optionsFor(file), chatId: chat.id };

  const random = randomFor('streaming');
  let [writes, interrupted] = [0, 0];
  for (let kill = 1; kill <= KILLS; kill++) {
    await withSeed(`kill ${kill} while streaming`, async () => {
      const streamer = await start('streamer', input);
      const lines = await killAfter(streamer, 1, random() * LONGEST_LIFE);
      const acknowledged = lines.slice(1).map((line) => JSON.parse(line) as Acknowledged);
      writes += acknowledged.length;
      const { db, close } = await openTestLibrary(file);
      await expectThere(db, acknowledged);
      await expectSound(db);
      interrupted += await expectRecovered(db);
      await close();
    });
  }
  expect(interrupted).toBeGreaterThan(KILLS / 2);
  tally({
    fault: 'kill −9 while streaming',
    tried: KILLS,
    checked: `${writes} acknowledged writes`,
    remarks: `${interrupted} answers interrupted, with all that had been written`,
  });
});
