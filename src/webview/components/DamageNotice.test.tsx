// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '../../protocol/api';
import { AppModel } from '../models/app';
import { emptyLibrary, makeBranch } from '../playground/library';
import { SurroundingsContext } from '../surroundings';
import { scriptedHost } from '../testing';
import { createViewState } from '../viewState';
import { UserMessage } from './UserMessage';

afterEach(cleanup);

async function draw(damage: Message['damage'], readOnly: string | null = null) {
  const { host, asked } = scriptedHost({ start: () => ({ ...emptyLibrary().start, readOnly }) });
  const viewState = createViewState({ getState: () => undefined, setState: () => {} });
  const app = new AppModel(host, viewState);
  await app.load();
  asked.length = 0;
  const [message] = makeBranch('c', { text: 'why ret2y?', damage });
  if (!message) throw new Error('There is no message.');
  const surroundings = {
    host,
    app,
    viewState,
    act: (work: () => Promise<void>) => void app.attempt(work),
  };
  render(
    <SurroundingsContext.Provider value={surroundings}>
      <UserMessage message={message} />
    </SurroundingsContext.Provider>,
  );
  return asked;
}
const repair = () => screen.queryByRole('button', { name: 'Repair…' });

test('words that changed are shown with a notice, which asks for a repair', async () => {
  const asked = await draw('new');
  expect(screen.getByRole('group', { name: 'Damage' }).textContent).toContain('not as they were');
  expect(screen.getByText('why ret2y?')).toBeTruthy();
  fireEvent.click(repair() as HTMLElement);
  expect(asked).toEqual([['repairLibrary', {}]]);
});

test('what cannot be written to cannot be repaired', async () => {
  await draw('new', 'The library is on a disk that is read-only.');
  expect(screen.getByRole('group', { name: 'Damage' })).toBeTruthy();
  expect(repair()).toBeNull();
});

test('words that could not be put right keep a mark, and ask for nothing', async () => {
  await draw('lasting');
  expect(screen.getByRole('note').textContent).toContain('could not be put right');
  expect(screen.queryByRole('group', { name: 'Damage' })).toBeNull();
  expect(repair()).toBeNull();
});

test('words that are as they were written have no notice', async () => {
  await draw(null);
  expect(screen.queryByRole('group', { name: 'Damage' })).toBeNull();
  expect(screen.queryByRole('note')).toBeNull();
});
