import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { asVsix } from './asVsix';
import { openBrowser } from './browser';
import { installExtensions, logIn, startCodeServer, type CodeServer } from './codeServer';
import { changeSettings, quietSettings } from './settings';
import { Workbench } from './workbench';

export interface OpenOptions {
  /** Absolute. Opened as it is: give a copy of what must not change. */
  folder?: string;
  /** Our extension as it ships. */
  vsix?: string;
  /** More extensions: VSIX files, or folders with plain JavaScript that are packed on the way. */
  extraExtensions?: string[];
  settings?: Record<string, unknown>;
  /** Of the extension host, beside our own environment. */
  env?: Record<string, string>;
  /** What an earlier VS Code left behind; a new, empty one otherwise. Extensions in it stay installed. */
  userDataDir?: string;
  /** Further flags of the server. */
  flags?: string[];
}

/** Opens a real VS Code in a real browser. Always `stop()` it. */
export async function openVSCode(options: OpenOptions): Promise<VSCode> {
  const dataDir = options.userDataDir ?? mkdtempSync(join(tmpdir(), 'bg-'));
  const settingsFile = join(dataDir, 'user/User/settings.json');
  changeSettings(settingsFile, { ...quietSettings, ...options.settings });
  // Settings of the machine, such as servers, count from a second window on only where they belong.
  changeSettings(join(dataDir, 'user/Machine/settings.json'), options.settings ?? {});
  const extensions = [...(options.vsix ? [options.vsix] : []), ...(options.extraExtensions ?? [])];
  await installExtensions(dataDir, await Promise.all(extensions.map(asVsix)));
  const start = () => startCodeServer({ dataDir, ...options });
  const context = await openBrowser(join(dataDir, 'browser'));
  const page = context.pages()[0] ?? (await context.newPage());
  const vscode = new VSCode(page, settingsFile, { ...options, dataDir, context, start });
  await vscode.start();
  return vscode;
}

/** Those that run now, for the picture of a test that failed. */
export const openOnes = new Set<VSCode>();

interface Parts extends OpenOptions {
  dataDir: string;
  context: BrowserContext;
  start: () => Promise<CodeServer>;
}

/** A VS Code with its first window. */
export class VSCode extends Workbench {
  private server: CodeServer | undefined;

  constructor(
    page: Page,
    settingsFile: string,
    private readonly parts: Parts,
  ) {
    super(page, settingsFile);
  }

  /** Everything this VS Code keeps; give it to another `openVSCode` to come back to it. */
  get userDataDir(): string {
    return this.parts.dataDir;
  }

  get url(): string {
    return this.urlOf(this.parts.folder);
  }

  async start() {
    openOnes.add(this);
    this.server = await this.parts.start();
    await logIn(this.parts.context, this.server);
    await this.page.goto(this.url);
    await this.ready();
  }

  /** Closes the windows and VS Code as a user does; what they kept is deleted if it is ours to delete. */
  async stop({ keep = this.parts.userDataDir !== undefined } = {}) {
    await this.close();
    await this.parts.context.close();
    openOnes.delete(this);
    if (!keep) rmSync(this.userDataDir, { recursive: true, force: true });
  }

  /** kill −9 of VS Code with its extension host. `restart()` comes back. */
  async kill() {
    await this.server?.kill();
    this.server = undefined;
  }

  /** Closes VS Code, unless it was killed, and opens it again on what it kept. */
  async restart() {
    await this.close();
    await this.start();
  }

  /** Another window on the same VS Code, on the same folder or on another one. */
  async openWindow(folder = this.parts.folder): Promise<Workbench> {
    const other = new Workbench(await this.parts.context.newPage(), this.settingsFile);
    await other.page.goto(this.urlOf(folder));
    await other.ready();
    return other;
  }

  /** Leaving its page tells a window's extension host to end. */
  private async close() {
    for (const page of this.parts.context.pages()) await page.goto('about:blank');
    for (const page of this.parts.context.pages().slice(1)) await page.close();
    await this.server?.stop();
    this.server = undefined;
  }

  private urlOf(folder: string | undefined): string {
    if (!this.server) throw new Error('VS Code is not running.');
    const query = folder ? `folder=${encodeURIComponent(folder)}` : 'ew=true';
    return `${this.server.url}/?${query}`;
  }
}
