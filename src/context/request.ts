import { hashOf } from '../db/blobs';
import type { BranchMessage } from '../db/messages';
import type { NewRequestPart } from '../db/requests';
import type { ChatRow, ProjectRow } from '../db/shapes';
import type { ModelRequest, Turn } from '../models/provider';
import { isSent, type ReadAttachment } from './attachments';
import { fenced } from './fence';
import { type RequestSettings, settingsInUse, type SettledProject } from './settings';
import { isSpoken, type Look, NO_PICTURES, pictureParts, toTurns } from './shown';

/** What will be sent, and the receipt of it. */
export interface RequestPlan {
  request: ModelRequest;
  settings: RequestSettings;
  parts: NewRequestPart[];
  /** Everything the parts name by hash that is not a message, to be kept before the request leaves. */
  contents: Map<string, Uint8Array>;
}

/** What a model is told that is to go on with its answer. */
export const GO_ON =
  'Your answer was cut off. Go on with it from the very next character, a space or a line break where one is due: no introduction, nothing of what is there already, no remark about the interruption.';

export interface RequestInput {
  project: Pick<ProjectRow, 'instructions'> & SettledProject;
  chat?: Pick<ChatRow, 'settings'>;
  /** The provider's own name of the model. */
  model: string;
  attachments: ReadAttachment[];
  /** The branch so far, ending with the message to answer. */
  branch: BranchMessage[];
  look?: Look;
  /** The answer so far, when the rest of it is asked for; empty otherwise. */
  partial?: string;
}

/** A request is the project's instructions, its files, the branch so far and the new message. */
export function planRequest({
  project,
  chat,
  model,
  attachments,
  branch,
  look = NO_PICTURES,
  partial = '',
}: RequestInput): RequestPlan {
  const turns = toTurns(branch, look);
  const sent = attachments.filter(isSent);
  const instructions = project.instructions.trim();
  const settings = settingsInUse(project, chat);
  const contents = new Map<string, Uint8Array>(sent.map(({ hash, bytes }) => [hash, bytes]));
  const texts = [instructions, ...(partial ? [partial, GO_ON] : [])];
  for (const text of texts.filter(Boolean)) contents.set(hashOf(text), Buffer.from(text));
  return {
    request: {
      model,
      ...composeSystem(
        instructions,
        sent.map(({ row, text }) => ({ path: row.path, text })),
      ),
      turns: [...turns, ...goOn(partial, GO_ON)],
      ...settings,
    },
    settings,
    parts: [
      ...(instructions ? [{ kind: 'instructions' as const, hash: hashOf(instructions) }] : []),
      ...attachments.map(filePart),
      ...conversationParts(branch.filter(isSpoken), turns),
      ...pictureParts(branch, look),
      ...(partial
        ? [
            { kind: 'partial' as const, hash: hashOf(partial) },
            { kind: 'request' as const, hash: hashOf(GO_ON) },
          ]
        : []),
    ],
    contents,
  };
}

/** The turns that ask for the rest of an answer; none when there is no partial answer. */
export const goOn = (partial: string, request: string): Turn[] =>
  partial === ''
    ? []
    : [
        { role: 'assistant', text: partial },
        { role: 'user', text: request },
      ];

/**
 * Deterministic, so that a receipt's parts give back exactly what was sent. A provider that remembers the beginning of
 * a request is given the parts, what changes least first.
 */
export function composeSystem(
  instructions: string,
  files: { path: string; text: string }[],
): { system: string; systemParts: string[] } {
  const shown = files.map(showFile);
  const systemParts = [
    instructions,
    ...shown.map((file, i) => (i === 0 ? `${FILES_HEADING}\n\n${file}` : file)),
  ].filter((part) => part !== '');
  return { system: systemParts.join('\n\n'), systemParts };
}

export const FILES_HEADING = 'Files of this project, as they are now:';

export const showFile = ({ path, text }: { path: string; text: string }): string =>
  `${oneLine(path)}\n${fenced(text)}`;

/** A file's name may have line breaks, and must not speak to the model as anything but a name. */
const oneLine = (path: string) => path.replaceAll(/\p{Cc}+/gu, ' ');

function filePart(attachment: ReadAttachment): NewRequestPart {
  const { path, id } = attachment.row;
  return isSent(attachment)
    ? { kind: 'file', label: path, fileId: id, hash: attachment.hash }
    : { kind: 'file', label: path, fileId: id, omitted: attachment.why };
}

/** History is one part however long it is: its last message leads to the first, and none of them ever changes. */
function conversationParts(spoken: BranchMessage[], turns: Turn[]): NewRequestPart[] {
  const [last, turn] = [spoken.at(-1), turns.at(-1)];
  if (!last || !turn) return [];
  const message: NewRequestPart = { kind: 'message', messageId: last.id, hash: hashOf(turn.text) };
  const beforeLast = spoken.at(-2);
  if (!beforeLast) return [message];
  const before = turns.slice(0, -1);
  const label = before.length === 1 ? '1 message' : `${before.length} messages`;
  return [{ kind: 'history', label, messageId: beforeLast.id, hash: hashOfTurns(before) }, message];
}

/** SHA-256 of the turns as JSON; their pictures have hashes of their own. */
export const hashOfTurns = (turns: Turn[]): string =>
  hashOf(JSON.stringify(turns.map(({ role, text }) => [role, text])));
