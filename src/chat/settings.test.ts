import { expect, test } from 'vitest';
import { replayRequest } from '../context/replay';
import { arrangeChats } from '../db/chatPlaces';
import { createProject } from '../db/projects';
import { getReceipt } from '../db/requests';
import { changeChatSettings, changeProjectSettings } from '../db/settings';
import type { SettingsChange } from '../db/shapes';
import { openTestChat, saying } from './testing';

async function openChat() {
  const provider = saying('Hello');
  const test = await openTestChat(provider, { project: { temperature: 0.2, maxTokens: 77 } });
  const forProject = (change: SettingsChange) =>
    changeProjectSettings(test.db, test.project.id, change);
  const forChat = (change: SettingsChange) => changeChatSettings(test.db, test.chat.id, change);
  /** The settings of the request that was sent, which are those of its receipt. */
  const sent = async () => {
    const { requestId } = await test.ask('Hi');
    const request = provider.asked.at(-1);
    expect(await replayRequest(test.db, requestId)).toEqual(request);
    const { request: receipt } = await getReceipt(test.db, requestId);
    const { model: _, system: _s, systemParts: _p, turns: _t, ...settings } = request ?? {};
    const { temperature, maxTokens } = receipt;
    expect({ temperature, maxTokens, ...receipt.settings }).toEqual(settings);
    return settings;
  };
  return { ...test, forProject, forChat, sent };
}

const BASE = { temperature: 0.2, maxTokens: 77 };

test('a request has the project’s settings, and the chat’s own where it has any', async () => {
  const chat = await openChat();
  expect(await chat.sent()).toEqual(BASE);
  const extraBody = { seed: 7, deep: { list: [1, null] } };
  await chat.forProject({ topP: 0.9, stop: ['END', '\n\n'], reasoningEffort: 'low', extraBody });
  const all = { ...BASE, topP: 0.9, stop: ['END', '\n\n'], reasoningEffort: 'low', extraBody };
  expect(await chat.sent()).toEqual(all);
  await chat.forChat({ topP: 0.5, temperature: 1, stop: [] });
  const { stop: _, ...unstopped } = all;
  expect(await chat.sent()).toEqual({ ...unstopped, topP: 0.5, temperature: 1 });
});

test('what is taken back is the project’s again, then the provider’s own', async () => {
  const chat = await openChat();
  await chat.forProject({ topP: 0.9 });
  await chat.forChat({ topP: 0.5, maxTokens: 10 });
  expect(await chat.forChat({ topP: null })).toEqual({ topP: 0.5, maxTokens: 10 });
  expect(await chat.sent()).toEqual({ ...BASE, topP: 0.9, maxTokens: 10 });
  await chat.forProject({ topP: null, temperature: null });
  expect(await chat.sent()).toEqual({ temperature: 0.7, maxTokens: 10 });
});

test('a chat that is moved takes its own settings along', async () => {
  const chat = await openChat();
  await chat.forProject({ topP: 0.9 });
  await chat.forChat({ reasoningEffort: 'high' });
  const other = await createProject(chat.db, { name: 'Other', temperature: 0 });
  await arrangeChats(chat.db, [chat.chat.id], { projectId: other.id });
  expect(await chat.sent()).toEqual({
    ...{ temperature: 0, maxTokens: 4_000 },
    reasoningEffort: 'high',
  });
});
