import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../vscode/browser';
import { logIn, startCodeServer } from '../vscode/codeServer';
import { changeSettings, quietSettings } from '../vscode/settings';

/**
 * Takes the arguments that @vscode/test-electron gives to the desktop VS Code, and runs the same tests
 * in the same extension host, with a browser in Electron's place.
 */
async function main(args: string[]): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bg-'));
  changeSettings(join(dataDir, 'user/User/settings.json'), quietSettings);
  const flags = ['--vscode-option', 'enable-smoke-test-driver'];
  const server = await startCodeServer({ dataDir, flags });
  const context = await openBrowser(join(dataDir, 'browser'));
  try {
    await logIn(context, server);
    const page = context.pages()[0] ?? (await context.newPage());
    const { exitCode } = await listen(page);
    await page.goto(`${server.url}/?${query(args, new URL(server.url).host)}`);
    return await exitCode;
  } finally {
    await context.close();
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Resolved when the workbench says that the tests have ended. To be called before it is loaded. */
async function listen(page: Page): Promise<{ exitCode: Promise<number> }> {
  const { promise: exitCode, resolve, reject } = Promise.withResolvers<number>();
  await page.exposeFunction('codeAutomationExit', resolve);
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
    console.log(...args),
  );
  setTimeout(() => reject(new Error('The tests did not end within 15 minutes.')), 900_000).unref();
  page.on('crash', () => reject(new Error('The browser’s page crashed.')));
  return { exitCode };
}

function query(args: string[], host: string): URLSearchParams {
  const remote = (path: string) => `vscode-remote://${host}${path}`;
  const payload = [
    ...values(args, 'extensionDevelopmentPath').map((path) => [
      'extensionDevelopmentPath',
      remote(path),
    ]),
    ...values(args, 'extensionTestsPath').map((path) => ['extensionTestsPath', remote(path)]),
    ['skipWelcome', 'true'],
  ];
  const folder = args.find((arg) => !arg.startsWith('-') && isFolder(arg));
  return new URLSearchParams({ ...(folder && { folder }), payload: JSON.stringify(payload) });
}

const values = (args: string[], name: string) =>
  args.flatMap((arg) => (arg.startsWith(`--${name}=`) ? [arg.slice(name.length + 3)] : []));

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory();

process.exitCode = await main(process.argv.slice(2));
