import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { changeSettings } from './settings';
import { until } from './until';

const themes = {
  light: { name: 'Light Modern', file: 'light_modern' },
  dark: { name: 'Dark Modern', file: 'dark_modern' },
  'high contrast': { name: 'Dark High Contrast', file: 'hc_black' },
} as const;
export type Theme = keyof typeof themes;

const ourWebview = 'iframe.webview.ready[src*="extensionId=better-gpt.better-gpt"]';

/** What a user sees and does in one window. */
export class Workbench {
  constructor(
    readonly page: Page,
    readonly settingsFile: string,
  ) {}

  /** The workbench is drawn. Extensions may still be on their way; locators wait for what they bring. */
  async ready() {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** Clicks our icon in the activity bar and waits until the view is drawn. */
  async openSidebar(): Promise<FrameLocator> {
    await this.activityIcon.click({ timeout: 60_000 });
    await this.sidebar().locator('body > *').first().waitFor({ timeout: 60_000 });
    return this.sidebar();
  }

  get activityIcon(): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: 'Better GPT' });
  }

  /** Inside our view of the sidebar. */
  sidebar(): FrameLocator {
    return inside(this.page, `${ourWebview}[src*="purpose=webviewView"]`);
  }

  /** Sends a message from the sidebar, or what waits there, once the one before has left. */
  async send(text?: string) {
    const box = this.sidebar().getByRole('textbox', { name: 'Message' });
    if (text !== undefined) await box.fill(text);
    await this.sidebar().getByRole('button', { name: 'Send', disabled: false }).waitFor();
    await box.press('Enter');
  }

  /** Inside our editor of this title, once it is on show. */
  async panel(title: string): Promise<FrameLocator> {
    let found: FrameLocator | undefined;
    await until(`an editor named “${title}”`, async () => {
      found = await this.findPanel(title);
      return found !== undefined;
    });
    if (!found) throw new Error(`No editor named “${title}”.`);
    return found;
  }

  private async findPanel(title: string): Promise<FrameLocator | undefined> {
    const outer = this.page.locator(`${ourWebview}:not([src*="purpose="]):visible`);
    for (const name of await outer.evaluateAll((all) =>
      all.map((one) => one.getAttribute('name')),
    )) {
      const view = this.page.frameLocator(`iframe[name="${name}"]`);
      const frame = view.locator('iframe#active-frame');
      // Asked without waiting: an editor that is just being left takes its frame along.
      if (await frame.and(view.getByTitle(title, { exact: true })).isVisible()) {
        return frame.contentFrame();
      }
    }
    return undefined;
  }

  /** Runs a command as a user does: by its full title, `Category: Title`, in the palette. */
  async runCommand(title: string) {
    const row = this.quickPicks.filter({ has: this.page.getByText(title, { exact: true }) });
    await this.chooseByKey('F1', `>${title}`, row.first());
    // What the command asks comes in the palette's place.
    await row.first().waitFor({ state: 'hidden' });
  }

  /** What a key opens closes when something else takes the focus, as a view does that has just opened. */
  private async chooseByKey(key: string, text: string, row: Locator) {
    await until(
      `${text} is chosen`,
      async () => {
        await this.page.keyboard.press(key);
        const fill = this.quickInput.fill(text, { timeout: 3_000 });
        const click = fill.then(() => row.click({ timeout: 10_000 }));
        return click.then(
          () => true,
          () => false,
        );
      },
      60_000,
    );
  }

  /** The text box of the quick pick or input box on show. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input[type=text]');
  }

  /** The rows of the quick pick on show. */
  get quickPicks(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  /** Chooses the first row of the quick pick on show that has this text. */
  async pick(text: string) {
    await this.quickPicks.filter({ hasText: text }).first().click();
  }

  /** Answers the input box on show. */
  async answer(text: string) {
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Answers VS Code's own file dialog, which takes a while until it takes a name: it reads its first folder. */
  async answerFileDialog(title: string, file: string) {
    const dialog = this.page.getByText(title, { exact: true });
    await dialog.waitFor();
    await until('the dialog takes the name', async () => {
      const typed = this.quickInput.fill(file, { timeout: 2_000 });
      const ok = this.page.getByRole('button', { name: 'OK' });
      // It may close while it is answered once more.
      await typed.then(() => ok.click({ timeout: 2_000 })).catch(() => {});
      return dialog.waitFor({ state: 'hidden', timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string) {
    const row = this.quickPicks.filter({ hasText: name }).first();
    await this.chooseByKey('Control+P', name, row);
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** The notifications on show. */
  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-toast');
  }

  async setTheme(theme: Theme) {
    const { name, file } = themes[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.fill(name);
    await this.quickPicks.getByText(name, { exact: true }).first().click();
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page
      .locator(`.monaco-workbench.vscode-theme-defaults-themes-${file}-json`)
      .waitFor();
  }

  /** Changes user settings; VS Code for the browser reads them when it is loaded, so that is done too. */
  async changeSettings(change: Record<string, unknown>) {
    changeSettings(this.settingsFile, change);
    await this.page.reload();
    await this.ready();
  }

  /** Drags the sidebar's edge, as far as VS Code lets it. */
  async setSidebarWidth(width: number) {
    const sidebar = await this.page.locator('.part.sidebar').boundingBox();
    if (!sidebar) throw new Error('The sidebar is closed.');
    const y = sidebar.y + sidebar.height / 2;
    // The handle lies on the border, half outside.
    await this.page.mouse.move(sidebar.x + sidebar.width + 1, y);
    await this.page.mouse.down();
    await this.page.mouse.move(sidebar.x + width + 1, y, { steps: 5 });
    await this.page.mouse.up();
    // Away from the handle, which is highlighted under the mouse.
    await this.page.mouse.move(sidebar.x + width / 2, 1);
  }

  /** A picture of the window at `path`, perhaps in another theme and width of the sidebar. */
  async screenshot(path: string, look: { theme?: Theme; sidebarWidth?: number } = {}) {
    if (look.theme) await this.setTheme(look.theme);
    if (look.sidebarWidth) await this.setSidebarWidth(look.sidebarWidth);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, animations: 'disabled' });
  }
}

/** VS Code puts a webview's document into a frame in a frame. */
const inside = (page: Page, outer: string): FrameLocator =>
  page.frameLocator(outer).frameLocator('iframe#active-frame');
