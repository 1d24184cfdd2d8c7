import * as vscode from 'vscode';
import { modelAt } from '../chat/modelInUse';
import {
  readSetting,
  SETTING_LABELS,
  SETTING_NAMES,
  type SettingName,
  settingText,
} from '../chat/typedSettings';
import { getChat } from '../db/chats';
import { getProject } from '../db/projects';
import {
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type ModelSettings,
  REASONING_EFFORTS,
} from '../db/schema';
import type { SettingsChange } from '../db/shapes';
import { UserError } from '../db/userError';
import type { Place } from '../protocol/api';
import { changeSettings, resetSettings } from './actions/settings';
import { checkSettings } from './actions/settingsChecks';
import type { App } from './app';

/** Of a chat or a project, and what holds where it has none of its own. */
interface Shown {
  title: string;
  own: ModelSettings;
  base: ModelSettings;
  /** Whose the base is. */
  from: string;
  model: string;
}

const HINTS: Record<SettingName, string> = {
  temperature: 'From 0 to 2: the higher, the less expected are the words.',
  maxTokens: 'The most tokens an answer may have.',
  topP: 'From 0 to 1: the likeliest words only, up to this share.',
  reasoningEffort: 'How hard the model thinks before it answers',
  stop: 'An answer ends before any of these texts. Commas are between them; \\n is a line break.',
  extraBody: 'Further fields of the request, as JSON, such as { "seed": 7 }.',
};

/** One setting after the other, until the user leaves. */
export async function askSettings(app: App, place: Place): Promise<void> {
  let last: Row | undefined;
  for (;;) {
    const shown = await read(app, place);
    last = await pickRow(shown, last);
    if (!last) return;
    if (last.name) {
      const change = await askValue(app, shown, last.name);
      if (change) await changeSettings(app, place, change);
    } else if (place.chatId !== null) await resetSettings(app, place.chatId);
  }
}

async function read(app: App, place: Place): Promise<Shown> {
  const { db } = await app.services();
  const chat = place.chatId === null ? undefined : await getChat(db, place.chatId);
  const projectId = chat?.projectId ?? place.projectId;
  if (projectId === null) throw new UserError('Make a project first; then change its settings.');
  const { name, temperature, maxTokens, settings } = await getProject(db, projectId);
  const model = await modelAt(db, place);
  const ofProject = { temperature, maxTokens, ...settings };
  if (chat) {
    const title = 'Settings of This Chat';
    return { title, own: chat.settings, base: ofProject, from: 'from the project', model };
  }
  const base = { temperature: DEFAULT_TEMPERATURE, maxTokens: DEFAULT_MAX_TOKENS };
  return { title: `Settings of “${name}”`, own: ofProject, base, from: 'by default', model };
}

interface Row extends vscode.QuickPickItem {
  /** Without it the row gives all of them back. */
  name?: SettingName;
}

function pickRow(shown: Shown, last: Row | undefined): Promise<Row | undefined> {
  const rows = SETTING_NAMES.map((name): Row => {
    const own = shown.own[name] === undefined ? undefined : short(shown.own, name);
    return { name, label: SETTING_LABELS[name], description: own ?? fallback(shown, name) };
  });
  const isChanged = shown.from === 'from the project' && Object.keys(shown.own).length > 0;
  const reset: Row = {
    label: '$(discard) Use the Project’s Settings Again',
    alwaysShow: true,
  };
  return pick(isChanged ? [...rows, reset] : rows, {
    title: shown.title,
    placeholder: 'What to change',
    isActive: ({ name }) => name === last?.name,
  });
}

const LONGEST = 60;

function short(settings: ModelSettings, name: SettingName): string {
  const text = settingText(settings, name) || 'none';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** What holds without a value of its own. */
const fallback = ({ base, from }: Shown, name: SettingName) =>
  base[name] === undefined ? 'the model’s own choice' : `${short(base, name)} (${from})`;

async function askValue(
  app: App,
  shown: Shown,
  name: SettingName,
): Promise<SettingsChange | undefined> {
  if (name === 'reasoningEffort') return askEffort(shown);
  const typed = await vscode.window.showInputBox({
    title: `${SETTING_LABELS[name]}: ${shown.title}`,
    prompt: `${HINTS[name]} Leave it empty for ${fallback(shown, name)}.`,
    value: settingText(shown.own, name),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = understand(app, shown, name, text);
      return 'problem' in read ? read.problem : undefined;
    },
  });
  const read = typed === undefined ? undefined : understand(app, shown, name, typed);
  return read && 'change' in read ? read.change : undefined;
}

function understand(app: App, { model }: Shown, name: SettingName, typed: string) {
  const read = readSetting(name, typed);
  try {
    if ('change' in read) checkSettings(app, read.change, model);
    return read;
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

async function askEffort(shown: Shown): Promise<SettingsChange | undefined> {
  const rows = [null, ...REASONING_EFFORTS].map((value) => ({
    label: value ?? 'Default',
    ...(value === null && { description: fallback(shown, 'reasoningEffort') }),
    value,
  }));
  const row = await pick(rows, {
    title: `${SETTING_LABELS.reasoningEffort}: ${shown.title}`,
    placeholder: HINTS.reasoningEffort,
    isActive: ({ value }) => value === (shown.own.reasoningEffort ?? null),
  });
  return row && { reasoningEffort: row.value };
}

interface Picking<T> {
  title: string;
  placeholder: string;
  isActive(item: T): boolean;
}

/** With the row at hand that the user is likely to want. */
function pick<T extends vscode.QuickPickItem>(
  items: T[],
  { title, placeholder, isActive }: Picking<T>,
): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<T>();
  Object.assign(list, { title, placeholder, items });
  list.activeItems = items.filter(isActive).slice(0, 1);
  list.show();
  return new Promise((resolve) => {
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]);
      list.hide();
    });
    list.onDidHide(() => {
      list.dispose();
      resolve(undefined);
    });
  });
}
