// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppHost } from '../../protocol/api';
import { connect } from '../connect';
import { mount } from '../mount';
import { createViewState } from '../viewState';
import { fakeHost } from './fakeHost';
import type { Library } from './library';
import { states } from './states';

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
});
afterEach(() => {
  render(null, root);
  root.remove();
});

const FORBIDDEN =
  'script, img:not([src^="blob:"]), iframe, svg, style, object, embed, form[action], [href], [src]:not([src^="blob:"]), [onclick]';

function libraryOf(name: string): Library {
  const library = states[name]?.();
  if (!library) throw new Error(`There is no state ${name}.`);
  return library;
}

async function show(name: string, library = libraryOf(name)) {
  const host: AppHost = connect(fakeHost(library));
  mount(root, host, createViewState({ getState: () => library.kept, setState: () => {} }));
  // Enough for the first requests and what follows from them.
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
  return root;
}

test.for(Object.keys(states))('%s is drawn, and nothing in it runs or loads', async (name) => {
  const shown = await show(name);
  expect(shown.children.length).toBeGreaterThan(0);
  expect(shown.querySelectorAll(FORBIDDEN).length).toBe(0);
});

test.for(Object.keys(states))('in %s every button and field has a name', async (name) => {
  const shown = await show(name);
  const nameless = [...shown.querySelectorAll('button, input, textarea, select, a')].filter(
    (element) =>
      !element.textContent?.trim() &&
      !element.getAttribute('aria-label') &&
      !element.getAttribute('aria-labelledby') &&
      !(element.id && shown.querySelector(`label[for="${element.id}"]`)),
  );
  expect(nameless.map((element) => element.outerHTML)).toEqual([]);
});

test.for([
  ['first-run', 'New Project from this Folder'],
  ['first-run-no-folder', 'New Project'],
  ['no-project-open', 'Open a Project'],
  ['waiting', 'Waiting for claude-sonnet-5…'],
  ['thinking', 'Thinking…'],
  ['thought', 'Thought for 12 s'],
  ['stopped', 'Stopped'],
  ['failed-key', 'Set Key'],
  ['failed-model', 'Choose Model'],
  ['failed-server', 'Manage Models'],
  ['failed-trust', 'Manage Trust'],
  ['failed-limit', 'Try again in 12 s.'],
  ['retrying', 'OpenAI asks to wait: too many requests. Trying again in 12 s.'],
  ['failed-page', 'Show Response'],
  ['failed-too-long', 'Shorten'],
  ['chat', '1.2 s · 812 tokens · $0.004'],
  ['chat', '2 of 3'],
  ['many-files', '50 files'],
  ['many-files', '6 left out'],
  ['untrusted', 'Files are not read until you trust this workspace.'],
  ['read-only', 'It can be read, not changed.'],
  ['open-fails', 'The library is busy. Try again in a moment.'],
  ['start-fails', 'The library could not be opened.'],
  ['search', 'no model was asked'],
  ['search-view', 'why do we retry twice'],
  ['search-view', 'Notes on onboarding'],
  ['search-view-empty', 'Every message, title, attached file and instruction'],
  ['search-view-nothing', 'Nothing matches.'],
  ['search-view-fails', 'The library is busy.'],
  ['search-view-indexing', 'still being indexed'],
  ['panel', 'Instructions'],
  ['panel-files-empty', 'No files yet.'],
] as const)('%s says %s', async ([name, words]) => {
  expect((await show(name)).textContent).toContain(words);
});

test.for([
  ['chat', '~11k of 200k · ~$0.032'],
  ['request-too-large', 'Remove files, start a new chat'],
  ['request-unpriced', '~11k of 200k'],
  ['request-unknown', '~11k tokens'],
] as const)('%s says %s before anything is sent', async ([name, words]) => {
  const shown = await show(name);
  await expect.poll(() => shown.textContent).toContain(words);
});

test('of 5,000 messages only those near the screen are drawn', async () => {
  const library = libraryOf('long');
  library.messages = [...library.older, ...library.messages];
  const shown = await show('long', library);
  expect(library.messages.length).toBe(5_000);
  expect(shown.querySelectorAll('.message-row').length).toBeLessThan(40);
});

test('a read-only library offers nothing that writes', async () => {
  const shown = await show('read-only');
  const labels = [...shown.querySelectorAll('button')].map(
    (button) => button.getAttribute('aria-label') ?? button.textContent,
  );
  expect(labels).not.toContain('Answer again');
  expect(labels).not.toContain('Retry');
  expect(labels).not.toContain('Attach files');
  expect(shown.querySelector('textarea')?.readOnly).toBe(true);
});
