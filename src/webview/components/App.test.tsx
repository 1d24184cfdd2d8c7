// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mount } from '../mount';
import { emptyLibrary, makeProject } from '../playground/library';
import { scriptedHost } from '../testing';
import { createViewState } from '../viewState';

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
  document.body.append(root);
});
afterEach(() => {
  root.remove();
  cleanup();
});

/** The home of a project in a library that the test may take away. */
async function open() {
  const library = { isThere: true, readOnly: null as string | null, name: 'Payments', draft: '' };
  const read = <T,>(answer: () => T) => {
    if (!library.isThere) throw new Error('The library cannot be opened.');
    return answer();
  };
  const project = makeProject();
  const place = { projectId: project.projectId, chatId: null };
  const script = scriptedHost({
    start: () => read(() => ({ ...emptyLibrary().start, place, readOnly: library.readOnly })),
    openProject: () => read(() => ({ ...project, name: library.name, draft: library.draft })),
    listFiles: () => read(() => []),
    listChats: () => read(() => ({ chats: [], hasMore: false })),
    draftPictures: () => [],
    modelInUse: () => ({ name: 'Search', settings: [] }),
    previewRequest: () => null,
    saveProjectDraft: ({ draft }: { draft: string }) => read(() => void (library.draft = draft)),
  });
  mount(root, script.host, createViewState({ getState: () => undefined, setState: () => {} }));
  const box = await screen.findByLabelText<HTMLTextAreaElement>('Message');
  await expect.poll(() => box.readOnly).toBe(false);
  return { ...script, library, box };
}

test('of another library everything is read anew; what is typed and the focus stay', async () => {
  const { library, box, publish, inputsOf } = await open();
  box.focus();
  fireEvent.input(box, { target: { value: 'half a thought' } });
  library.name = 'Refunds';
  publish('libraryChanged', {});
  await screen.findByPlaceholderText('Ask about Refunds…');
  expect(screen.getByLabelText('Message')).toBe(box);
  expect(box.value).toBe('half a thought');
  expect(document.activeElement).toBe(box);
  await expect.poll(() => library.draft).toBe('half a thought');
  expect(inputsOf('listChats')).toHaveLength(2);
});

test('a library that can be written to again is, at once', async () => {
  const { library, box, publish } = await open();
  library.readOnly = 'It is of a newer version.';
  publish('libraryChanged', {});
  await expect.poll(() => box.readOnly).toBe(true);
  library.readOnly = null;
  publish('libraryChanged', {});
  await expect.poll(() => box.readOnly).toBe(false);
});

test('one that cannot be opened says so, and gives back what was typed once it can', async () => {
  const { library, box, publish, inputsOf } = await open();
  fireEvent.input(box, { target: { value: 'half a thought' } });
  library.isThere = false;
  publish('libraryChanged', {});
  const failure = await screen.findByText('The library cannot be opened.');
  expect(failure.closest('[hidden]')).toBeNull();
  expect(box.closest('[hidden]')).not.toBeNull();
  expect(inputsOf('listChats')).toHaveLength(1);

  library.isThere = true;
  screen.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => box.closest('[hidden]')).toBeNull();
  expect(box.value).toBe('half a thought');
  await expect.poll(() => library.draft).toBe('half a thought');
  await expect.poll(() => inputsOf('listChats').length).toBe(2);
});
