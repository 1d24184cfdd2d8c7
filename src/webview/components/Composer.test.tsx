// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import type { RequestPreview } from '../../protocol/api';
import { AppModel } from '../models/app';
import { emptyLibrary, makeFile } from '../playground/library';
import { SurroundingsContext } from '../surroundings';
import { scriptedHost } from '../testing';
import { createViewState } from '../viewState';
import { Composer } from './Composer';

afterEach(cleanup);

const PREVIEW: RequestPreview = {
  parts: [
    { label: 'src/a.ts', tokens: 1_204 },
    { label: 'Message', tokens: 1_900 },
  ],
  inputTokens: 3_104,
  contextTokens: 200_000,
  costNanos: 12_000_000,
  problem: null,
  action: null,
  limit: null,
  spent: null,
};

async function draw({
  streaming = false,
  sendMessage = () => undefined as unknown,
  preview = null as Partial<RequestPreview> | null,
} = {}) {
  const script = scriptedHost({
    start: () => emptyLibrary().start,
    openChat: () => ({ draft: '' }),
    saveDraft: () => undefined,
    sendMessage,
    previewRequest: () => preview && { ...PREVIEW, ...preview },
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
  expect(sent()).toEqual([{ chatId: 'c', text: 'Hi', pictureIds: [] }]);
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
  expect(sent()).toEqual([{ chatId: 'c', text: 'next', pictureIds: [] }]);
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

test('what the request would take is beside the button that sends it, part by part on hover', async () => {
  await draw({ preview: {} });
  const figures = await screen.findByTitle(/^What is sent with this message/);
  expect(figures.textContent).toBe('~3.1k of 200k · ~$0.012');
  expect(figures.title).toBe(
    'What is sent with this message\nMessage: about 1,900 tokens\nsrc/a.ts: about 1,204 tokens\nThe model takes 200k with its answer.\nThe price is without the answer’s.',
  );
});

test('what is not known of it is left out', async () => {
  await draw({ preview: { contextTokens: null, costNanos: null } });
  const figures = await screen.findByText('~3.1k tokens');
  expect(figures.parentElement?.querySelector('.meter')).toBeNull();
});

test('where nothing would be sent yet there are no figures', async () => {
  const { inputsOf } = await draw({ preview: { parts: [], inputTokens: 0, costNanos: 0 } });
  await expect.poll(() => inputsOf('previewRequest').length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve));
  expect(screen.queryByText(/of 200k/)).toBeNull();
});

test('a request that would be refused says so above the box, and can be sent all the same', async () => {
  const { box, type, sent } = await draw({ preview: { problem: 'It is too large.' } });
  await expect.poll(() => screen.getByRole('alert').textContent).toContain('It is too large.');
  type('Hi');
  fireEvent.keyDown(box, { key: 'Enter' });
  await expect.poll(() => box.value).toBe('');
  expect(sent()).toHaveLength(1);
});
