import { createHash } from 'node:crypto';
import { setImmediate as macrotask } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { messageOf, type NewMessage, type Operation, SEARCHES, type Sizes } from './workload';

type Maybe<T> = T | Promise<T>;

/** What every contender's `open` returns. */
interface Contender {
  /** Before every measured call, outside of the measurement: for those who forget their pragmas. */
  prepare?: () => Maybe<unknown>;
  addMessage: (message: NewMessage) => Maybe<number>;
  addMessages: (messages: NewMessage[]) => Maybe<unknown>;
  createProject: (project: {
    name: string;
    title: string;
    createdAt: number;
  }) => Maybe<{ projectId: number; chatId: number }>;
  listChats: (projectId: number) => Maybe<unknown>;
  loadChat: (chatId: number) => Maybe<unknown>;
  search: (word: string) => Maybe<unknown>;
  analytics: (projectId: number) => Maybe<unknown>;
  close: () => Maybe<unknown>;
}

export interface Task {
  program: string;
  file: string;
  sizes: Sizes;
  /** Only how long it takes from the start of the process to the first rows. */
  firstQueryOnly: boolean;
}

export interface Outcome {
  firstQueryMs: number;
  times: Partial<Record<Operation, number[]>>;
  /** What each operation returned, all of it as a hash and the first of it to look at. */
  answers: Partial<Record<Operation, { hash: string; first: string }>>;
}

const WARM_UP = 20;
/** JavaScript has no order of keys to rely on, and drivers differ in it. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

async function contend({ program, file, sizes, firstQueryOnly }: Task): Promise<Outcome> {
  const { open } = (await import(pathToFileURL(program).href)) as {
    open: (file: string, synchronous: 'FULL' | 'NORMAL') => Maybe<Contender>;
  };
  const contender = await open(file, 'NORMAL');
  await contender.listChats(1);
  const outcome: Outcome = { firstQueryMs: performance.now(), times: {}, answers: {} };
  if (!firstQueryOnly) await measureAll(contender, sizes, outcome);
  await contender.close();
  if (!firstQueryOnly) {
    const durable = await open(file, 'FULL');
    await measure(outcome, durable, 'durable_insert', sizes.samples / 4, (i) =>
      durable.addMessage(messageOf(2, i)),
    );
    await durable.close();
  }
  return outcome;
}

async function measureAll(contender: Contender, sizes: Sizes, outcome: Outcome): Promise<void> {
  const { samples, bulk, projects, chatsPerProject } = sizes;
  const project = (i: number) => 1 + (Math.abs(i) % projects);
  const chat = (i: number) => 1 + ((Math.abs(i) * 31) % (projects * chatsPerProject));
  const on = (operation: Operation, times: number, work: (i: number) => Maybe<unknown>) =>
    measure(outcome, contender, operation, times, work);

  await on('list', samples, (i) => contender.listChats(project(i)));
  await on('load', samples, (i) => contender.loadChat(chat(i)));
  await on('search', samples, (i) =>
    contender.search(SEARCHES[Math.abs(i) % SEARCHES.length] ?? ''),
  );
  await on('analytics', samples, (i) => contender.analytics(project(i)));
  await on('insert', samples, (i) => contender.addMessage(messageOf(chat(i), i + WARM_UP)));
  await on('transaction', samples / 2, (i) =>
    contender.createProject({ name: `New ${i}`, title: 'New Chat', createdAt: 1_767_300_000 }),
  );
  const many = Array.from({ length: bulk }, (_, i) => messageOf(chat(i), i));
  await on('bulk', 2, async () => {
    await contender.addMessages(many);
  });
}

async function measure(
  outcome: Outcome,
  contender: Contender,
  operation: Operation,
  times: number,
  work: (i: number) => Maybe<unknown>,
): Promise<void> {
  const hash = createHash('sha256');
  const taken: number[] = [];
  let first = '';
  for (let i = operation === 'bulk' ? -1 : -WARM_UP; i < times; i++) {
    await contender.prepare?.();
    // Some drivers free their statements only in a macrotask.
    await macrotask();
    const start = performance.now();
    const answer = await work(i);
    const ms = performance.now() - start;
    const text = canonical(answer) ?? '';
    hash.update(text);
    first ||= text;
    if (i >= 0) taken.push(ms);
  }
  outcome.times[operation] = taken;
  outcome.answers[operation] = { hash: hash.digest('hex'), first: first.slice(0, 400) };
}

console.log(JSON.stringify(await contend(JSON.parse(process.argv[2] ?? '') as Task)));
