// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { AppModel } from '../models/app';
import { emptyLibrary, makeFile } from '../playground/library';
import { SurroundingsContext } from '../surroundings';
import { scriptedHost } from '../testing';
import { createViewState } from '../viewState';
import { Composer } from './Composer';

afterEach(cleanup);

async function draw({ streaming = false, sendMessage = () => undefined as unknown } = {}) {
  const script = scriptedHost({
    start: () => emptyLibrary().start,
    openChat: () => ({ draft: '' }),
    saveDraft: () => undefined,
    sendMessage,
  });
  const { host } = script;
  const viewState = createViewState({ getState: () => undefined, setState: () => {} });
  const app = new AppModel(host, viewState);
  await app.load();
  const files = [
    makeFile('p', 'src/a.ts', { state: 'changed', tokens: 1_204 }),
    makeFile('p', 'src/b.png', { state: 'binary', why: 'It is not text.', tokens: null }),
  ];
  render(
    <SurroundingsContext.Provider
      value={{ host, app, viewState, act: (work) => void app.attempt(work) }}
    >
      <Composer
        place={{ projectId: 'p', chatId: 'c' }}
        files={files}
        projectName="Payments"
        streaming={streaming}
      />
    </SurroundingsContext.Provider>,
  );
  const box = screen.getByLabelText<HTMLTextAreaElement>('Message');
  await expect.poll(() => box.readOnly).toBe(false);
  const type = (value: string) => fireEvent.input(box, { target: { value } });
  return { ...script, box, type, sent: () => script.inputsOf('sendMessage') };
}

test('Enter sends and empties the box', async () => {
  const { box, type, sent } = await draw();
  type('Hi');
  fireEvent.keyDown(box, { key: 'Enter' });
  await expect.poll(() => box.value).toBe('');
  expect(sent()).toEqual([{ chatId: 'c', text: 'Hi' }]);
});

test('Shift+Enter does not send', async () => {
  const { box, type, sent } = await draw();
  type('Hi');
  expect(fireEvent.keyDown(box, { key: 'Enter', shiftKey: true })).toBe(true);
  expect(sent()).toEqual([]);
});

test('the Enter that ends a composition does not send', async () => {
  const { box, type, sent } = await draw();
  type('にほん');
  fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
  fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 });
  expect(sent()).toEqual([]);
});

test('what could not be sent stays, with the reason above', async () => {
  const { box, type } = await draw({
    sendMessage: () => Promise.reject(new Error('The disk is full.')),
  });
  type('Hi');
  fireEvent.keyDown(box, { key: 'Enter' });
  await expect.poll(() => screen.getByRole('alert').textContent).toContain('The disk is full.');
  expect(box.value).toBe('Hi');
});

test('while an answer streams there is Stop, and Send as soon as there is text', async () => {
  const { type, inputsOf } = await draw({ streaming: true });
  expect(screen.queryByLabelText('Send')).toBeNull();
  type('next');
  await screen.findByLabelText('Send');
  screen.getByLabelText('Stop').click();
  expect(inputsOf('stopAnswer')).toEqual([{ chatId: 'c' }]);
});

test('Enter while an answer streams sends, which ends that answer', async () => {
  const { box, type, sent } = await draw({ streaming: true });
  type('next');
  fireEvent.keyDown(box, { key: 'Enter' });
  await expect.poll(() => box.value).toBe('');
  expect(sent()).toEqual([{ chatId: 'c', text: 'next' }]);
});

test('leaving the window saves the draft', async () => {
  const { type, inputsOf } = await draw();
  type('half');
  window.dispatchEvent(new Event('pagehide'));
  expect(inputsOf('saveDraft')).toEqual([{ chatId: 'c', draft: 'half' }]);
});

test('a chip tells its tokens, that it changed, and why it is left out', async () => {
  await draw();
  expect(
    screen.getByLabelText('a.ts, 1204 tokens, Changed since a model last saw it.'),
  ).toBeTruthy();
  expect(screen.getByLabelText('b.png, It is not text.').title).toBe('src/b.png: It is not text.');
});

test('detaching asks for exactly that file', async () => {
  const { inputsOf } = await draw();
  screen.getByLabelText('Detach a.ts').click();
  expect(inputsOf('detachFile')).toHaveLength(1);
});

test('the attach menu opens with the focus inside and closes on Escape', async () => {
  await draw();
  const opener = screen.getByLabelText('Attach files');
  opener.focus();
  fireEvent.click(opener);
  expect(document.activeElement?.textContent).toBe('Current File');
  fireEvent.keyDown(screen.getByRole('menu'), { key: 'ArrowDown' });
  expect(document.activeElement?.textContent).toBe('Open Editors');
  fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
  await expect.poll(() => screen.queryByRole('menu')).toBeNull();
  expect(document.activeElement).toBe(opener);
});
