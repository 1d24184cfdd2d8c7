import type { ModelSettings } from '../db/schema';
import { SettingsChange } from '../db/shapes';
import { readExtraBody } from '../models/extraBody';

export type SettingName = keyof ModelSettings;

/** In the order in which they are shown. */
export const SETTING_LABELS: Record<SettingName, string> = {
  temperature: 'Temperature',
  maxTokens: 'Max tokens',
  topP: 'Top-p',
  reasoningEffort: 'Reasoning effort',
  stop: 'Stop',
  extraBody: 'Extra body',
};
export const SETTING_NAMES = Object.keys(SETTING_LABELS) as SettingName[];

/** A setting as one types it; empty when it is not set. */
export function settingText(settings: ModelSettings, name: SettingName): string {
  if (name === 'stop') return (settings.stop ?? []).map(escaped).join(', ');
  if (name === 'extraBody') return settings.extraBody ? spaced(settings.extraBody) : '';
  if (name === 'maxTokens') return settings.maxTokens?.toLocaleString('en-US') ?? '';
  return String(settings[name] ?? '');
}

/** “Temperature 0.2”, one for each that is set. */
export const describeSettings = (settings: ModelSettings): string[] =>
  SETTING_NAMES.filter((name) => settings[name] !== undefined).map(
    (name) => `${SETTING_LABELS[name]} ${settingText(settings, name) || 'none'}`,
  );

/** What was typed for one setting; nothing at all takes it away. */
export function readSetting(
  name: SettingName,
  typed: string,
): { change: SettingsChange } | { problem: string } {
  const read = typed.trim() === '' ? { value: null } : READERS[name](typed);
  if ('problem' in read) return read;
  const { data, error } = SettingsChange.safeParse({ [name]: read.value });
  return data ? { change: data } : { problem: error.issues[0]?.message ?? 'This does not fit.' };
}

type Reader = (typed: string) => { value: unknown } | { problem: string };

const numberOf = (text: string, problem: string) =>
  Number.isNaN(Number(text)) ? { problem } : { value: Number(text) };

const READERS: Record<SettingName, Reader> = {
  // Decimal comma or point.
  temperature: (typed) => numberOf(typed.replace(',', '.'), 'Temperature is from 0 to 2.'),
  topP: (typed) => numberOf(typed.replace(',', '.'), 'Top-p is from 0 to 1.'),
  // Groups of thousands are read as they are shown.
  maxTokens: (typed) =>
    /^\s*\d[\d\s,._]*$/.test(typed)
      ? { value: Number(typed.replaceAll(/\D/g, '')) }
      : { problem: 'Max tokens is a whole number of at least 1.' },
  reasoningEffort: (typed) => ({ value: typed.trim() }),
  stop: (typed) => ({ value: stopTexts(typed) }),
  extraBody: (typed) => {
    const read = readExtraBody(typed);
    return 'problem' in read ? read : { value: read.body };
  },
};

const SIGNS: Record<string, string> = { '\n': '\\n', '\t': '\\t', ',': '\\,', '\\': '\\\\' };
const MEANT: Record<string, string> = { n: '\n', t: '\t' };

const escaped = (text: string) =>
  text.replaceAll(/[\n\t,\\]/g, (sign) => SIGNS[sign] ?? sign).replaceAll(/^ | $/g, '\\ ');

/** Between commas; `\n` is a line break, and a backslash before anything else is that itself. */
function stopTexts(typed: string): string[] {
  const parts = typed.match(/(?:\\.|[^,\\])+/gs) ?? [];
  return parts
    .map((part) => part.replaceAll(/^\s+|(?<!\\)\s+$/g, ''))
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(/\\(.)/gs, (_, sign: string) => MEANT[sign] ?? sign));
}

/** On one line, with room to read. */
const spaced = (body: object) => JSON.stringify(body, null, 1).replaceAll(/\n\s*/g, ' ');
