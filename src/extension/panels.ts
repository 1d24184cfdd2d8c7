import * as vscode from 'vscode';
import * as z from 'zod';
import { PANEL_TABS, type events, type Place, type Start } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import type { Surface } from './surface';

const PROJECT = 'betterGpt.project';
const CHAT = 'betterGpt.chat';
const TRASH = 'betterGpt.trash';
const USAGE = 'betterGpt.usage';

const ICONS: Record<string, string> = {
  [PROJECT]: 'project',
  [CHAT]: 'comment-discussion',
  [TRASH]: 'trash',
  [USAGE]: 'graph',
};
const KINDS: Record<string, Surface['kind']> = {
  [PROJECT]: 'panel',
  [CHAT]: 'editor',
  [TRASH]: 'trash',
  [USAGE]: 'usage',
};

type Tab = Start['tab'];
type Serve = (surface: Surface, onDidDispose: vscode.Event<void>) => void;

/** What a panel's webview keeps, so that VS Code can bring it back after a reload. */
const Kept = z.object({
  place: z.object({ projectId: z.string().nullable(), chatId: z.string().nullable() }),
  tab: z.enum(PANEL_TABS).catch('overview'),
});

interface OpenPanel {
  panel: vscode.WebviewPanel;
  place: Place;
}

/** The webviews in the editor area: one per project, one per chat, one for the trash, one for what was spent. */
export class Panels {
  private readonly open = new Map<string, OpenPanel>();
  private readonly tabs = new Map<string, Tab>();

  constructor(
    private readonly serve: Serve,
    private readonly publish: Publish<typeof events>,
    /** Where it is now. */
    private readonly tell: (webview: vscode.Webview, place: Place) => void,
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

  showTrash(): void {
    this.show(TRASH, { projectId: null, chatId: null }, 'Trash');
  }

  showUsage(): void {
    this.show(USAGE, { projectId: null, chatId: null }, 'Usage');
  }

  /** Follows what a project is called. */
  rename(id: string, title: string): void {
    for (const { panel } of this.of(id)) panel.title = title;
  }

  shows(id: string): boolean {
    return this.of(id).length > 0;
  }

  /** Follows what a chat is called and which project it is in. */
  follow({ title, ...place }: { projectId: string; chatId: string; title: string }): void {
    for (const shown of this.of(place.chatId)) {
      shown.panel.title = title;
      if (shown.place.projectId === place.projectId) continue;
      shown.place = place;
      this.tell(shown.panel.webview, place);
    }
  }

  /** Of what was deleted. Returns what opens them again. */
  close(id: string): () => void {
    const closed = this.of(id).map(({ panel: { viewType, title }, place }) => ({
      viewType,
      title,
      place,
    }));
    for (const { panel } of this.of(id)) panel.dispose();
    return () => closed.forEach(({ viewType, title, place }) => this.show(viewType, place, title));
  }

  closeAll(): void {
    for (const { panel } of [...this.open.values()]) panel.dispose();
  }

  /** Gives a panel that VS Code brought back after a reload its content again. */
  revive(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = Kept.safeParse(state);
    if (!kept.success) return panel.dispose();
    const { place, tab } = kept.data;
    this.tabs.set(keyOf(panel.viewType, place), tab);
    this.attach(panel, place);
  }

  private of(id: string): OpenPanel[] {
    return [...this.open].filter(([key]) => key.endsWith(`:${id}`)).map(([, panel]) => panel);
  }

  private show(viewType: string, place: Place, title: string): boolean {
    const there = this.open.get(keyOf(viewType, place));
    if (there) {
      there.panel.reveal();
      return false;
    }
    const { Active } = vscode.ViewColumn;
    this.attach(vscode.window.createWebviewPanel(viewType, title, Active), place);
    return true;
  }

  private attach(panel: vscode.WebviewPanel, place: Place): void {
    const key = keyOf(panel.viewType, place);
    const shown: OpenPanel = { panel, place };
    this.open.set(key, shown);
    panel.onDidDispose(() => this.open.delete(key));
    panel.iconPath = new vscode.ThemeIcon(ICONS[panel.viewType] ?? 'comment-discussion');
    const surface: Surface = {
      kind: KINDS[panel.viewType] ?? 'panel',
      webview: panel.webview,
      place: () => shown.place,
      tab: () => this.tabs.get(key) ?? 'overview',
    };
    this.serve(surface, panel.onDidDispose);
  }
}

const keyOf = (viewType: string, { projectId, chatId }: Place) =>
  `${viewType}:${viewType === PROJECT ? projectId : chatId}`;
