import * as vscode from 'vscode';
import type { events, Place } from '../protocol/api';
import type { Publish } from '../protocol/rpc';

const KEY = 'betterGpt.place';
const NOWHERE: Place = { projectId: null, chatId: null };

/** Which project and chat this window's sidebar shows. Kept with the workspace. */
export class CurrentPlace implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Place>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly memento: vscode.Memento,
    private readonly publish: Publish<typeof events>,
  ) {
    this.tellWhen(this.value);
  }

  get value(): Place {
    return this.memento.get<Place>(KEY, NOWHERE);
  }

  async goTo(place: Place): Promise<void> {
    const { projectId, chatId } = this.value;
    if (place.projectId === projectId && place.chatId === chatId) return;
    await this.memento.update(KEY, place);
    this.publish('placeChanged', place);
    this.changed.fire(place);
    this.tellWhen(place);
  }

  /** For `when` and for the walkthrough. */
  private tellWhen({ projectId }: Place): void {
    if (projectId === null) return;
    void vscode.commands.executeCommand('setContext', 'betterGpt.hasProject', true); // cannot fail
  }

  dispose(): void {
    this.changed.dispose();
  }
}
