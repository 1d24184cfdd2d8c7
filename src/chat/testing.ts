import { onTestFinished, vi } from 'vitest';
import type { FileSource } from '../context/fileSource';
import { filesOf } from '../context/testing';
import { attachFiles } from '../db/files';
import { getMessage, readBranch } from '../db/messages';
import type { Db } from '../db/open';
import { createProjectWithChat } from '../db/projects';
import type { FileRow, ProjectInput } from '../db/shapes';
import { openTestLibrary } from '../db/testing';
import type { AnswerPart, ModelRequest, Provider } from '../models/provider';
import { events } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import { Answers } from './answers';
import { thisProcess } from './recovery';
import type { Limits } from './limits';
import type { Clock } from './retries';
import { type Billing, unpriced } from './billing';
import { Titles, type Titling } from './titles';

/** A provider of the test's own making. */
export const providerOf = (answer: Provider['answer']): Provider => ({
  id: 'test',
  name: 'Test',
  listModels: () => Promise.resolve([]),
  answer,
});

/** Says these words and ends; keeps what it was asked. */
export function saying(...words: string[]): Provider & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  async function* answer(request: ModelRequest): AsyncGenerator<AnswerPart> {
    asked.push(request);
    for (const text of words) yield { type: 'text', text };
    yield { type: 'finish', reason: 'stop' };
  }
  return { ...providerOf(answer), asked };
}

/** Says these words, then nothing, and goes only when it is told to. */
export const hanging = (...words: string[]): Provider =>
  providerOf(async function* (_request, signal): AsyncGenerator<AnswerPart> {
    for (const text of words) yield { type: 'text', text };
    await new Promise((_, reject) => signal.addEventListener('abort', reject));
  });

/** Says these words, then nothing, whatever it is told. */
export const deaf = (...words: string[]): Provider =>
  providerOf(async function* (): AsyncGenerator<AnswerPart> {
    for (const text of words) yield { type: 'text', text };
    await new Promise(() => {});
  });

/** A real library with a project and a chat, and all that was published and logged about it. */
export async function openTestChat(
  provider: Provider,
  {
    project: input = {},
    files = filesOf(),
    billing = unpriced,
    clock,
    titling = 'firstWords',
    titlesBy = (modelId) => modelId,
    limitsOf,
  }: {
    project?: Partial<ProjectInput>;
    files?: FileSource;
    billing?: Billing;
    clock?: Clock;
    titling?: Titling;
    titlesBy?: (modelId: string) => string;
    limitsOf?: (db: Db) => Limits;
  } = {},
) {
  const library = await openTestLibrary();
  const { db } = library;
  const { project, chat } = await createProjectWithChat(db, {
    name: 'Test',
    model: 'test:model',
    ...input,
  });
  const heard: { name: string; payload: Record<string, unknown> }[] = [];
  const logged: unknown[] = [];
  let current = provider;
  // What does not fit the protocol fails the test, as it would confuse a webview.
  const publish: Publish<typeof events> = (name, payload) =>
    heard.push({ name, payload: events[name].parse(payload) });
  const shared = {
    ...{ billing, db, log: (error: unknown) => logged.push(error) },
    findProvider: async () => current,
  };
  const onNamed = (place: { projectId: string; chatId: string }) => publish('chatsChanged', place);
  const limits = limitsOf?.(db);
  const titles = new Titles({
    ...(limits && { limits }),
    ...{ ...shared, titling: () => titling, modelFor: titlesBy, onNamed, timeoutMs: 2_000 },
  });
  const answers = new Answers({
    ...{ ...shared, files, titles, publish, owner: thisProcess() },
    ...(clock && { clock }),
    ...(limits && { limits }),
  });
  onTestFinished(async () => {
    await answers.stopAll();
    await titles.stop();
    await library.close();
  });
  return {
    ...library,
    project,
    chat,
    answers,
    titles,
    heard,
    logged,
    /** Who answers from now on. */
    answerWith: (next: Provider) => (current = next),
    /** Sends and waits for the end; the answer as it is stored. */
    async ask(text: string) {
      const sent = await answers.send(chat.id, text);
      await answers.ended(chat.id);
      return { ...sent, ...(await getMessage(db, sent.messageId)) };
    },
    attach: (uri: string, path: string, mode: FileRow['mode'] = 'live') =>
      attachFiles(db, project.id, [{ uri, path, mode }]),
    /** Resolves as soon as the library has this text of an answer. */
    onDisk: (messageId: string, text: string) =>
      vi.waitFor(async () => {
        const stored = await getMessage(db, messageId);
        if (stored.text !== text) throw new Error(`The library has “${stored.text}”.`);
      }, WAIT),
    /** The branch that ends with this message. */
    branch: (leafId: string) => readBranch(db, leafId),
    /** Resolves with the payload as soon as this event with these fields was published. */
    until: (name: string, fields: Record<string, unknown> = {}) =>
      vi.waitFor(() => {
        const found = heard.find(
          (event) =>
            event.name === name &&
            Object.entries(fields).every(([key, value]) => event.payload[key] === value),
        );
        if (!found) throw new Error(`No ${name} was published.`);
        return found.payload;
      }, WAIT),
  };
}

/** Long, for busy machines; nothing waits so long when all is well. */
export const WAIT = { timeout: 10_000, interval: 5 };
