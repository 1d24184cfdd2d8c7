import * as vscode from 'vscode';
import type { Answers } from '../../chat/answers';
import { toMessage } from '../../chat/shapes';
import { getChat } from '../../db/chats';
import type { Change } from '../../db/changes';
import { getMessage } from '../../db/messages';
import type { Library } from '../../db/open';
import { getProject } from '../../db/projects';
import { UserError } from '../../db/userError';
import type { Replacing } from '../../library/letGo';
import { ChangeFollower, type Changes, type FollowerOptions } from '../../library/changes';
import type { events } from '../../protocol/api';
import type { Publish } from '../../protocol/rpc';

interface Parts {
  library: Library;
  answers: Answers;
  streaming: FollowerOptions['streaming'];
  isWatchable: boolean;
  publish: Publish<typeof events>;
  projectChanged(projectId: string): void;
  trashChanged(): void;
  /** Another library is about to take this one's place. */
  letGo(why: Replacing): void;
  /** Its file is no longer where it was. */
  moved(): void;
  log(error: unknown): void;
}

/** From here on the webviews of this window follow what other windows do to the library. */
export async function followLibrary(parts: Parts): Promise<{ stop(): Promise<void> }> {
  const { library, answers, streaming, isWatchable, log } = parts;
  const { db, file, writer } = library;
  const follower = new ChangeFollower({
    db,
    file,
    writer,
    streaming,
    isWatchable,
    isNeeded: () =>
      vscode.window.state.focused || vscode.window.state.active || answers.areInFlight,
    onChanges: (changes) => tell(parts, changes),
    onAskedToLetGo: parts.letGo,
    onMoved: parts.moved,
    log,
  });
  await follower.start();
  const listener = vscode.window.onDidChangeWindowState(({ focused, active }) => {
    if (focused || active) void follower.look();
  });
  return {
    stop: async () => {
      listener.dispose();
      await follower.stop();
    },
  };
}

/** More new messages than this in one chat are read again together. */
const TOLD_ONE_BY_ONE = 20;

async function tell(parts: Parts, changes: Changes): Promise<void> {
  const { answers, publish } = parts;
  for (const { kind, id } of changes.changes) if (kind === 'stop') answers.stopMessage(id);
  if (changes.isTooMuch) return publish('libraryChanged', {});

  const messages = messagesByChat(changes);
  for (const [chatId, ids] of messages) await tellMessages(parts, chatId, ids);
  for (const { id: _, ...change } of byWhat(changes.changes)) await tellChange(parts, _, change);
  for (const piece of changes.arrived) {
    if (answers.received(piece.messageId)) continue;
    const { chatId, messageId, kind, offset, text } = piece;
    publish('answerDelta', { chatId, messageId, kind, offset, text });
  }
}

function messagesByChat({ messages, changes }: Changes): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  const changed = changes.filter(({ kind }) => kind === 'message');
  for (const { id, chatId } of [...messages, ...changed]) {
    if (chatId === null) continue;
    all.set(chatId, (all.get(chatId) ?? new Set()).add(id));
  }
  return all;
}

/** The last entry for each thing: what it is now is read from the library anyway. */
const byWhat = (changes: Change[]): Change[] => [
  ...new Map(
    changes.map((change) => [`${change.kind} ${change.id} ${change.projectId}`, change]),
  ).values(),
];

async function tellMessages(parts: Parts, chatId: string, ids: Set<string>): Promise<void> {
  const { library, answers, publish } = parts;
  const chat = await found(getChat(library.db, chatId));
  if (!chat) return;
  if (ids.size > TOLD_ONE_BY_ONE) publish('branchChanged', { chatId });
  else {
    for (const id of ids) {
      const row = await found(getMessage(library.db, id));
      // Of our own answers in flight we know more than the library.
      if (row && !answers.received(id)) publish('messageChanged', toMessage(row));
    }
  }
  publish('chatsChanged', { projectId: chat.projectId, chatId });
}

async function tellChange(
  parts: Parts,
  id: string,
  { kind, projectId, chatId }: Omit<Change, 'id'>,
): Promise<void> {
  const { library, publish } = parts;
  if (projectId === null) return;
  switch (kind) {
    case 'project':
      parts.projectChanged(projectId);
      parts.trashChanged();
      return publish('modelChanged', {});
    case 'chat':
      publish('chatsChanged', { projectId, chatId: id });
      parts.trashChanged();
      return publish('modelChanged', {});
    case 'file':
      return publish('filesChanged', { projectId });
    case 'branch':
      return publish('branchChanged', { chatId: id });
    case 'projectDraft': {
      const project = await found(getProject(library.db, projectId));
      if (!project) return;
      publish('draftPicturesChanged', { projectId, chatId: null });
      return publish('draftChanged', { projectId, chatId: null, draft: project.draft });
    }
    case 'chatDraft': {
      const chat = await found(getChat(library.db, id));
      if (!chat) return;
      publish('draftPicturesChanged', { projectId: chat.projectId, chatId });
      publish('draftChanged', { projectId: chat.projectId, chatId, draft: chat.draft });
      return publish('chatsChanged', { projectId: chat.projectId, chatId: id });
    }
    case 'message':
    case 'stop':
      return;
  }
}

/** What is gone by now needs no telling. */
const found = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
