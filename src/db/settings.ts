import { eq } from 'drizzle-orm';
import type { Db } from './open';
import {
  chats,
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type ModelSettings,
  projects,
} from './schema';
import type { SettingsChange } from './shapes';
import { only } from './sqlHelpers';
import { UserError } from './userError';

/** @throws {UserError} when there is no such project */
export async function changeProjectSettings(
  db: Db,
  projectId: string,
  { temperature, maxTokens, ...change }: SettingsChange,
): Promise<void> {
  await db.transaction(async (tx) => {
    const { settings } = only(
      await tx
        .select({ settings: projects.settings })
        .from(projects)
        .where(eq(projects.id, projectId)),
      () => new UserError('This project is no longer in the library.'),
    );
    await tx
      .update(projects)
      .set({
        settings: changed(settings, change),
        ...(temperature !== undefined && { temperature: temperature ?? DEFAULT_TEMPERATURE }),
        ...(maxTokens !== undefined && { maxTokens: maxTokens ?? DEFAULT_MAX_TOKENS }),
        updatedAt: new Date(),
      })
      .where(eq(projects.id, projectId));
  });
}

/**
 * Returns what the chat had of its own before.
 * @throws {UserError} when there is no such chat
 */
export async function changeChatSettings(
  db: Db,
  chatId: string,
  change: SettingsChange,
): Promise<ModelSettings> {
  return db.transaction(async (tx) => {
    const { settings } = only(
      await tx.select({ settings: chats.settings }).from(chats).where(eq(chats.id, chatId)),
      () => new UserError('This chat is no longer in the library.'),
    );
    await tx
      .update(chats)
      .set({ settings: changed(settings, change) })
      .where(eq(chats.id, chatId));
    return settings;
  });
}

/** In the order in which they are shown, whichever was set first. */
const NAMES = [
  'temperature',
  'maxTokens',
  'topP',
  'reasoningEffort',
  'stop',
  'extraBody',
] as const satisfies (keyof ModelSettings)[];

/** Gives `settings` for what `change` does not name, and nothing for what it takes away. */
function changed(settings: ModelSettings, change: SettingsChange): ModelSettings {
  const all = { ...settings, ...change };
  return Object.fromEntries(
    NAMES.flatMap((name) =>
      all[name] === undefined || all[name] === null ? [] : [[name, all[name]]],
    ),
  );
}
