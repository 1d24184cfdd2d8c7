import { type OpenaiServer, type ServerOptions, startOpenaiServer } from '../servers/openaiServer';
import { type OpenOptions, openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import type { Workbench } from './workbench';

interface Options extends Omit<OpenOptions, 'vsix'> {
  server?: ServerOptions;
}

/** Our extension on a copy of the sample workspace, with a scripted server that it knows of. */
export async function openScriptedVSCode({ server: script, settings, ...options }: Options = {}) {
  const server: OpenaiServer = await startOpenaiServer(script);
  const vscode: VSCode = await openVSCode({
    folder: sampleWorkspace(),
    vsix: packagedVsix(),
    settings: { 'betterGpt.servers': [{ name: 'scripted', baseUrl: server.url }], ...settings },
    ...options,
  });
  const stop = async () => {
    await vscode.stop();
    await server.close();
  };
  return { vscode, server, stop };
}

/** Clicks as a newcomer does, and gives the project the server's model. */
export async function beginProject(window: Workbench) {
  const sidebar = await window.openSidebar();
  await sidebar.getByRole('button', { name: 'New Project from this Folder' }).click();
  await chooseTestModel(window);
  return sidebar;
}

/** Instead of Search, for the project or the chat on show. */
export async function chooseTestModel(window: Workbench) {
  const sidebar = window.sidebar();
  await sidebar.getByRole('button', { name: /^Model: Search/ }).click();
  await window.pick('test-model');
  await sidebar.getByRole('button', { name: /^Model: test-model/ }).waitFor();
}
