import * as vscode from 'vscode';
import * as z from 'zod';
import type { ThemeColours } from '../../protocol/api';
import type { App } from '../app';
import { readTheme } from './readTheme';
import { coloursOf } from './tokenColours';

/** VS Code does not hand the colours of code to webviews: they are read from the theme itself. */
export async function themeColours(log: (error: unknown) => void): Promise<ThemeColours> {
  const file = themeFile(themeInUse());
  if (!file) return {};
  try {
    return coloursOf(await readTheme(file, readText, beside));
  } catch (error) {
    // A theme that cannot be read costs its colours and nothing else.
    log(error);
    return {};
  }
}

const readText = async (uri: vscode.Uri) =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

const beside = (uri: vscode.Uri, path: string) => vscode.Uri.joinPath(uri, '..', path);

/** Tells the webviews when the user has chosen another theme: it is on show before the settings know of it. */
export function followTheme({ webviews, reporter }: Pick<App, 'webviews' | 'reporter'>) {
  const tell = async () => webviews.publish('themeChanged', await themeColours(reporter.log));
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveColorTheme(tell),
    vscode.workspace.onDidChangeConfiguration(async (changed) => {
      if (changed.affectsConfiguration('workbench.colorTheme')) await tell();
    }),
  );
}

/** Where the settings keep the theme of a kind, and what a theme of it says of itself. By the kind's number. */
const KINDS: Record<vscode.ColorThemeKind, { setting: string; uiTheme: string; hc: boolean }> = {
  1: { setting: 'preferredLightColorTheme', uiTheme: 'vs', hc: false },
  2: { setting: 'preferredDarkColorTheme', uiTheme: 'vs-dark', hc: false },
  3: { setting: 'preferredHighContrastColorTheme', uiTheme: 'hc-black', hc: true },
  4: { setting: 'preferredHighContrastLightColorTheme', uiTheme: 'hc-light', hc: true },
};

/** The theme's id or label, as the settings have it. */
function themeInUse(): string | undefined {
  const { setting, uiTheme, hc: highContrast } = KINDS[vscode.window.activeColorTheme.kind];
  const detects = vscode.workspace
    .getConfiguration('window')
    .get<boolean>(highContrast ? 'autoDetectHighContrast' : 'autoDetectColorScheme', false);
  const workbench = vscode.workspace.getConfiguration('workbench');
  const chosen = workbench.get<string>('colorTheme');
  // High contrast is detected by default, and may as well have been chosen.
  if (!detects || (highContrast && themeFile(chosen, uiTheme))) return chosen;
  return workbench.get<string>(setting);
}

const Themes = z.array(
  z.object({
    id: z.string().optional(),
    label: z.string().optional(),
    uiTheme: z.string().optional(),
    path: z.string(),
  }),
);
function themeFile(name: string | undefined, uiTheme?: string): vscode.Uri | undefined {
  if (name === undefined) return undefined;
  for (const { extensionUri, packageJSON } of vscode.extensions.all) {
    const manifest = packageJSON as { contributes?: { themes?: unknown } };
    const themes = Themes.safeParse(manifest.contributes?.themes).data ?? [];
    const theme = themes.find(({ id, label }) => id === name || label === name);
    const fits = uiTheme === undefined || theme?.uiTheme === uiTheme;
    if (theme && fits) return vscode.Uri.joinPath(extensionUri, theme.path);
  }
  return undefined;
}
