import type { App } from './app';
import { isCall } from './commands/arguments';
import * as attach from './commands/attach';
import * as chats from './commands/chats';
import * as library from './commands/library';
import * as location from './commands/location';
import * as models from './commands/models';
import * as projects from './commands/projects';
import * as search from './commands/search';
import * as trash from './commands/trash';
import * as usage from './commands/usage';

/** Takes the app, then whatever VS Code or a caller passed. */
export type Command = (app: App, ...args: unknown[]) => Promise<unknown>;

/** Every command in package.json; `manifest.test.ts` keeps the two lists equal. */
export const commands: Record<string, Command> = {
  'betterGpt.newProject': projects.newProject,
  'betterGpt.openProject': projects.openProject,
  'betterGpt.switchProject': projects.switchProject,
  'betterGpt.listProjects': projects.listProjects,
  'betterGpt.updateProject': projects.updateProject,
  'betterGpt.deleteProject': projects.deleteProject,
  'betterGpt.restoreProject': projects.restoreProject,
  'betterGpt.listChats': chats.listChats,
  'betterGpt.newChat': chats.newChat,
  'betterGpt.send': chats.send,
  'betterGpt.stop': chats.stop,
  'betterGpt.regenerate': chats.regenerate,
  'betterGpt.regenerateWith': chats.regenerateWith,
  'betterGpt.continue': chats.continueAnswer,
  'betterGpt.openChat': chats.openChat,
  'betterGpt.openChatInEditor': chats.openChatInEditor,
  'betterGpt.renameChat': chats.renameChat,
  'betterGpt.moveChat': chats.moveChat,
  'betterGpt.pinChat': chats.pinChat,
  'betterGpt.archiveChat': chats.archiveChat,
  'betterGpt.deleteChat': chats.deleteChat,
  'betterGpt.restoreChat': chats.restoreChat,
  'betterGpt.openTrash': trash.openTrash,
  'betterGpt.emptyTrash': trash.emptyTrash,
  'betterGpt.moveLibrary': location.moveLibrary,
  'betterGpt.openOtherLibrary': location.openOtherLibrary,
  'betterGpt.readChat': chats.readChat,
  'betterGpt.receipt': chats.receipt,
  'betterGpt.attachCurrentFile': attach.attachCurrentFile,
  'betterGpt.attachOpenFiles': attach.attachOpenFiles,
  'betterGpt.attachSelection': attach.attachSelection,
  'betterGpt.attachFiles': attach.attachFiles,
  'betterGpt.applyShownCode': (app) => app.proposals.accept(),
  'betterGpt.discardShownCode': (app) => app.proposals.discard(),
  'betterGpt.search': search.search,
  'betterGpt.selectModel': models.selectModel,
  'betterGpt.modelSettings': models.modelSettings,
  'betterGpt.manageModels': models.manageModels,
  'betterGpt.setApiKey': models.setApiKey,
  'betterGpt.backUp': library.backUp,
  'betterGpt.restore': library.restore,
  'betterGpt.showUsage': usage.showUsage,
  'betterGpt.retrySaving': library.retrySaving,
  'betterGpt.showLog': (app) => Promise.resolve(app.reporter.showLog()),
};

/**
 * A caller that passes an argument gets the result or the error. Without one it was the user, who gets a
 * notification.
 */
export async function runCommand(app: App, id: string, args: unknown[]): Promise<unknown> {
  const run = commands[id];
  if (!run) throw new Error(`There is no command “${id}”.`);
  if (!isCall(args[0])) return app.reporter.guard(() => run(app, ...args));
  try {
    return await run(app, ...args);
  } catch (error) {
    throw new Error(app.reporter.describe(error), { cause: error });
  }
}
