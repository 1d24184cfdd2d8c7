import { beforeAll, expect, test, vi } from 'vitest';
import { fillLibrary } from '../../test/store/keptLibrary';
import { contentsOf } from '../../test/store/rows';
import { Answers } from '../chat/answers';
import { filesOf } from '../context/testing';
import { searchMessages } from '../db/search';
import { openTestLibrary } from '../db/testing';
import { requests } from '../protocol/api';
import type { App } from './app';
import type { createHandlers } from './handlers';
import { createServer } from './serve';
import type { Surface } from './surface';
import { fitting, shapeOf, wrong } from './testing';
import { UnsavedDrafts } from './library/unsavedDrafts';
import { unpriced } from '../chat/billing';

/** Can be imported and looked at; whatever a handler asks of it fails. */
vi.mock('vscode', () => {
  const nothing: object = new Proxy(class {}, {
    get: (_, name) => (name === 'then' ? undefined : nothing),
    apply: () => {
      throw new Error('There is no VS Code here.');
    },
  });
  return new Proxy(
    {},
    { get: (_, name) => (name === 'then' ? undefined : nothing), has: () => true },
  );
});

const methods = Object.entries(requests);
let create: typeof createHandlers;
beforeAll(async () => {
  create = (await import('./handlers')).createHandlers;
});

/** The product's own handlers on a library with something of everything in it. */
async function serveLibrary() {
  const library = await openTestLibrary();
  await fillLibrary(library.db);
  // Brings the index up to date: what it adds beside the words is no change.
  await searchMessages(library.db, { query: 'why', order: 'newest', limit: 1 });
  const published: string[] = [];
  const publish = (name: string) => published.push(name);
  const answers = new Answers({
    billing: unpriced,
    db: library.db,
    files: filesOf(),
    owner: 'test',
    publish,
    log: () => {},
    findProvider: () => Promise.reject(new Error('Nobody is asked.')),
  });
  const services = {
    ...library,
    answers,
    attachments: { list: async () => [] },
    drafts: new UnsavedDrafts(),
  };
  const app = {
    services: async () => services,
    webviews: { publish, publishExcept: () => publish },
    place: { value: { projectId: null, chatId: null }, goTo: async () => {} },
    panels: { rename: () => {}, close: () => () => {} },
    projectChanged: publish,
    chatChanged: publish,
  } as unknown as App;
  const surface = {
    kind: 'panel',
    webview: {},
    place: () => app.place.value,
    tab: () => 'overview',
  };
  const serve = createServer(requests, create(app, surface as unknown as Surface), String);
  return { ...library, serve, published, contents: () => contentsOf(library.file) };
}

test('nothing malformed, unknown, oversized or of the wrong shape changes anything in the library', async () => {
  const { serve, contents, published, close } = await serveLibrary();
  const before = contents();
  expect(before['messages']?.length).toBeGreaterThan(2);
  for (const [method, { input }] of methods) {
    for (const [what, value] of wrong(shapeOf(input))) {
      const answer = await serve({ type: 'request', id: 1, method, input: value });
      expect(answer, `${method}: ${what}`).toMatchObject({ type: 'failure', id: 1 });
    }
    const fit = fitting(shapeOf(input));
    for (const message of [
      { type: 'request', id: 0, method, input: fit },
      { type: 'request', id: 1, method, input: fit, also: 1 },
      { type: 'request', id: 1, method, input: fit, also: 'x'.repeat(5_000_000) },
      { type: 'request', id: 1, method: `${method} `, input: fit },
      { type: 'cancel', id: 1 },
    ]) {
      expect(await serve(message)).toMatchObject({ type: 'failure' });
    }
  }
  expect(contents()).toEqual(before);
  expect(published).toEqual([]);
  await close();
});

const ABOUT_SOMETHING = methods.filter(([, { input }]) =>
  JSON.stringify(shapeOf(input)).includes('"uuid"'),
);

test('a request about what is in no library changes nothing', async () => {
  const { serve, contents, close } = await serveLibrary();
  const before = contents();
  for (const [method, { input }] of ABOUT_SOMETHING) {
    const answer = await serve({ type: 'request', id: 1, method, input: fitting(shapeOf(input)) });
    expect(answer, method).toMatchObject({ id: 1 });
    expect(contents(), method).toEqual(before);
  }
  await close();
});

test('a request that is in order does change the library', async () => {
  const { serve, contents, close } = await serveLibrary();
  const before = contents();
  const projectId = before['projects']?.[0]?.['id'];
  const input = { projectId, draft: 'typed' };
  const answer = await serve({ type: 'request', id: 1, method: 'saveProjectDraft', input });
  expect(answer).toMatchObject({ type: 'result', id: 1 });
  expect(contents()).not.toEqual(before);
  await close();
});
