// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '../../protocol/api';
import { AppModel } from '../models/app';
import { emptyLibrary, makeBranch } from '../playground/library';
import { SurroundingsContext } from '../surroundings';
import { scriptedHost } from '../testing';
import { createViewState } from '../viewState';
import { AnswerEnding } from './AnswerEnding';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const SENTENCE = 'OpenAI asks to wait: too many requests. Try again in 12 seconds.';

async function draw(
  problem: Partial<NonNullable<Message['problem']>>,
  start: Partial<ReturnType<typeof emptyLibrary>['start']> = {},
) {
  const place = { projectId: 'p', chatId: 'c' };
  const { host, asked } = scriptedHost({
    start: () => ({ ...emptyLibrary().start, place, ...start }),
  });
  const viewState = createViewState({ getState: () => undefined, setState: () => {} });
  const app = new AppModel(host, viewState);
  await app.load();
  asked.length = 0;
  const [message] = makeBranch('c', {
    role: 'assistant',
    text: '',
    status: 'failed',
    problem: { sentence: SENTENCE, action: 'retry', ...problem },
  });
  if (!message) throw new Error('There is no message.');
  render(
    <SurroundingsContext.Provider
      value={{ host, app, viewState, act: (work) => void app.attempt(work) }}
    >
      <AnswerEnding message={message} />
    </SurroundingsContext.Provider>,
  );
  const { messageId } = message;
  return { asked, messageId };
}

const labels = () => screen.queryAllByRole('button').map((button) => button.textContent);
const click = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await vi.advanceTimersByTimeAsync(0);
};
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

test('the countdown goes down with each second, without being read aloud', async () => {
  await draw({ retryAt: Date.now() + 12_000 });
  const timer = screen.getByRole('timer');
  expect(timer.textContent).toBe('OpenAI asks to wait: too many requests. Trying again in 12 s.');
  expect(timer.getAttribute('aria-live')).toBe('off');
  await pass(1_000);
  expect(timer.textContent).toContain('in 11 s.');
  await pass(11_000);
  expect(timer.textContent).toContain('Trying again…');
});

test('when nobody comes after the countdown, Retry is there', async () => {
  await draw({ retryAt: Date.now() + 12_000 });
  expect(labels()).toEqual(['Now', 'Stop']);
  await pass(15_000);
  expect(screen.queryByRole('timer')).toBeNull();
  expect(screen.getByText(SENTENCE)).toBeTruthy();
  expect(labels()).toEqual(['Retry']);
});

test('Now and Stop are about this answer', async () => {
  const { asked, messageId } = await draw({ retryAt: Date.now() + 12_000 });
  await click('Now');
  await click('Stop');
  expect(asked).toEqual([
    ['retryNow', { messageId }],
    ['stopRetry', { messageId }],
  ]);
});

test('a read-only library is told what happens, and has nothing to press', async () => {
  await draw({ retryAt: Date.now() + 12_000 }, { readOnly: 'It can be read, not changed.' });
  expect(screen.getByRole('timer')).toBeTruthy();
  expect(labels()).toEqual([]);
});

test('what the server sent can be looked at', async () => {
  const { asked, messageId } = await draw({ remedy: 'showResponse', response: '<h1>Hi</h1>' });
  expect(labels()).toEqual(['Show Response', 'Retry']);
  await click('Show Response');
  expect(asked).toEqual([['showResponse', { messageId }]]);
});

test('where nothing was sent there is nothing to look at', async () => {
  await draw({ remedy: 'showResponse' });
  expect(labels()).toEqual(['Retry']);
});

test('Shorten leads to the files of the project', async () => {
  const { asked } = await draw({ action: 'chooseModel', remedy: 'shorten' });
  expect(labels()).toEqual(['Choose Model', 'Shorten', 'Retry']);
  await click('Shorten');
  expect(asked).toEqual([['openPanel', { projectId: 'p', tab: 'files' }]]);
});
