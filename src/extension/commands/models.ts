import * as z from 'zod';
import { SettingsChange } from '../../db/shapes';
import type { App } from '../app';
import * as ask from '../ask';
import { askSettings } from '../askSettings';
import { askForKey, manageModels as manage, setApiKey as askWhich } from '../models/manage';
import { placeOf } from '../actions/chats';
import { changeSettings } from '../actions/settings';
import { argument, Id } from './arguments';

/** For the chat that is named or current, else for the project. */
export async function selectModel(app: App, arg: unknown) {
  const given = argument(
    z.object({
      model: z.string().min(1).optional(),
      projectId: Id.optional(),
      chatId: Id.optional(),
    }),
    arg,
  );
  const place = await placeFor(app, given);
  if (given?.model !== undefined) await ask.applyModel(app, place, given.model);
  else await ask.selectModel(app, place);
  return given?.model === undefined ? undefined : { model: given.model };
}

async function placeFor(
  app: App,
  given: { projectId?: string | undefined; chatId?: string | undefined } = {},
) {
  if (given.chatId !== undefined) return placeOf(app, given.chatId);
  if (given.projectId !== undefined) return { projectId: given.projectId, chatId: null };
  return app.place.value;
}

/** For the chat that is named or current, else for the project. */
export async function modelSettings(app: App, arg: unknown) {
  const given = argument(
    z.object({ projectId: Id.optional(), chatId: Id.optional(), settings: SettingsChange }),
    arg,
  );
  const place = await placeFor(app, given);
  if (given) await changeSettings(app, place, given.settings);
  else await askSettings(app, place);
}

export const manageModels = (app: App) => manage(app.models);

/** The key itself is never an argument: it would stand in keybindings and tasks. */
export async function setApiKey(app: App, arg: unknown) {
  const given = argument(z.object({ server: z.string() }), arg);
  const server = given && app.models.serverOf(given.server);
  if (server) await askForKey(app.models, server);
  else await askWhich(app.models);
}
