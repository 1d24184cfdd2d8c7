import * as vscode from 'vscode';
import * as z from 'zod';
import { PANEL_TABS, type events, type Place, type Start } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import type { Surface } from './surface';

const PROJECT = 'betterGpt.project';
const CHAT = 'betterGpt.chat';

type Tab = Start['tab'];
type Serve = (surface: Surface, onDidDispose: vscode.Event<void>) => void;

/** What a panel's webview keeps, so that VS Code can bring it back after a reload. */
const Kept = z.object({
  place: z.object({ projectId: z.string().nullable(), chatId: z.string().nullable() }),
  tab: z.enum(PANEL_TABS).catch('overview'),
});

/** The webviews in the editor area: one per project, one per chat. */
export class Panels {
  private readonly open = new Map<string, vscode.WebviewPanel>();
  private readonly tabs = new Map<string, Tab>();

  constructor(
    private readonly serve: Serve,
    private readonly publish: Publish<typeof events>,
  ) {}

  /** Asked for again, a panel is shown with the tab that was asked for. */
  showProject(project: { projectId: string; name: string }, tab: Tab): void {
    const place = { projectId: project.projectId, chatId: null };
    this.tabs.set(keyOf(PROJECT, place), tab);
    const isNew = this.show(PROJECT, place, project.name);
    if (!isNew) this.publish('tabChanged', { projectId: project.projectId, tab });
  }

  showChat(chat: { projectId: string; chatId: string; title: string }): void {
    const { title, ...place } = chat;
    this.show(CHAT, place, title);
  }

  /** Follows what a project or chat is called. */
  rename(id: string, title: string): void {
    for (const panel of this.of(id)) panel.title = title;
  }

  /** Of what was deleted. */
  close(id: string): void {
    for (const panel of this.of(id)) panel.dispose();
  }

  register(): vscode.Disposable {
    const serializer: vscode.WebviewPanelSerializer = {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const kept = Kept.safeParse(state);
        if (kept.success) {
          this.tabs.set(keyOf(panel.viewType, kept.data.place), kept.data.tab);
          this.attach(panel, kept.data.place);
        } else panel.dispose();
        return Promise.resolve();
      },
    };
    return vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(PROJECT, serializer),
      vscode.window.registerWebviewPanelSerializer(CHAT, serializer),
    );
  }

  private of(id: string): vscode.WebviewPanel[] {
    return [...this.open].filter(([key]) => key.endsWith(`:${id}`)).map(([, panel]) => panel);
  }

  private show(viewType: string, place: Place, title: string): boolean {
    const there = this.open.get(keyOf(viewType, place));
    if (there) {
      there.reveal();
      return false;
    }
    const { Active } = vscode.ViewColumn;
    this.attach(vscode.window.createWebviewPanel(viewType, title, Active), place);
    return true;
  }

  private attach(panel: vscode.WebviewPanel, place: Place): void {
    const key = keyOf(panel.viewType, place);
    this.open.set(key, panel);
    panel.onDidDispose(() => this.open.delete(key));
    panel.iconPath = new vscode.ThemeIcon(
      panel.viewType === CHAT ? 'comment-discussion' : 'project',
    );
    const surface: Surface = {
      kind: panel.viewType === CHAT ? 'editor' : 'panel',
      webview: panel.webview,
      place: () => place,
      tab: () => this.tabs.get(key) ?? 'overview',
    };
    this.serve(surface, panel.onDidDispose);
  }
}

const keyOf = (viewType: string, { projectId, chatId }: Place) =>
  `${viewType}:${viewType === PROJECT ? projectId : chatId}`;
