import { readSetting, SETTING_NAMES, type SettingName } from '../../chat/typedSettings';
import { MAX_TOKENS_LIMIT, type SettingsChange } from '../../db/shapes';
import { UserError } from '../../db/userError';
import { extraBodyProblem } from '../../models/extraBody';
import type { App } from '../app';

/** @throws {UserError} for the first that cannot be understood; then none of them is taken */
export function readTyped(typed: { [K in SettingName]?: string | undefined }): SettingsChange {
  const change: SettingsChange = {};
  for (const name of SETTING_NAMES) {
    const text = typed[name];
    const read = text === undefined ? { change: {} } : readSetting(name, text);
    if ('problem' in read) throw new UserError(read.problem);
    Object.assign(change, read.change);
  }
  return change;
}

/** @throws {UserError} */
export function checkSettings(app: App, change: SettingsChange, model: string | null = null): void {
  checkMaxTokens(app, change.maxTokens ?? undefined, model);
  const problem = extraBodyProblem(change.extraBody ?? {});
  if (problem !== undefined) throw new UserError(problem);
}

/** The model's own limit where its provider told it. */
export function checkMaxTokens(
  app: App,
  maxTokens: number | undefined,
  model: string | null = null,
): void {
  if (maxTokens === undefined || maxTokens <= MAX_TOKENS_LIMIT) return;
  const own = model === null ? null : app.models.known(model)?.maxOutputTokens;
  const limit = own ?? MAX_TOKENS_LIMIT;
  if (maxTokens <= limit) return;
  throw new UserError(`Max tokens is at most ${limit.toLocaleString('en-US')} for this model.`);
}
