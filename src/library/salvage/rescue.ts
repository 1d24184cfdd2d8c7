import type { Contents } from '../jobs';

/** What became of a damaged library. */
export interface Rescue {
  /** Whether anything says that this was a library at all. */
  wasLibrary: boolean;
  /** What the new library holds. */
  contents: Contents;
  /** Rows that were read from the damaged file, by table. */
  salvaged: Record<string, number>;
  /** Rows that only the backup had, by table. */
  fromBackup: Record<string, number>;
  /** Of the backup that was asked; null when there is none that can be read. */
  backupContents: Contents | null;
  unreadablePages: number;
  unreadableRows: number;
  /** Rows with letters that are none any more; they are U+FFFD, unless the backup had them. */
  flawedRows: number;
  /** Projects and chats that had to be made up, because what they hold was left without them. */
  madeUp: number;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const describeContents = ({ projects, chats, messages }: Contents): string =>
  `${plural(projects, 'project')}, ${plural(chats, 'chat')} and ${plural(messages, 'message')}`;

/** For the user: what was saved and what was not. */
export function describeRescue(rescue: Rescue, aside: string): string {
  const { contents, unreadablePages, unreadableRows, flawedRows, fromBackup } = rescue;
  const sentences = [`The library was damaged. ${describeContents(contents)} were saved.`];
  const added = fromBackup['messages'] ?? 0;
  const lost = unreadablePages + unreadableRows;
  if (rescue.wasLibrary && lost > 0) {
    sentences.push(`${plural(lost, 'place')} could not be read, so some of it may be missing.`);
  } else if (rescue.wasLibrary && flawedRows > 0) {
    sentences.push(`In ${plural(flawedRows, 'place')} letters could not be read.`);
  } else if (rescue.wasLibrary) sentences.push('Nothing that the library held was lost.');
  if (!rescue.wasLibrary) {
    sentences.push('All of it comes from the newest backup; what was written since is not in it.');
  } else if (added > 0) sentences.push(`${plural(added, 'message')} came from the newest backup.`);
  sentences.push(`The damaged file is kept as “${aside}”.`);
  return sentences.join(' ');
}

/** For the log: all of it. */
export const describeRescueFully = (rescue: Rescue): string =>
  [
    `Read from the damaged file: ${list(rescue.salvaged)}.`,
    `Pages that could not be read: ${rescue.unreadablePages}; rows: ${rescue.unreadableRows}; with unreadable letters: ${rescue.flawedRows}.`,
    `The newest backup holds ${rescue.backupContents ? describeContents(rescue.backupContents) : 'nothing'}.`,
    `Added from it: ${list(rescue.fromBackup)}.`,
    `Projects and chats made up for what was left without: ${rescue.madeUp}.`,
  ].join('\n');

const list = (rows: Record<string, number>) =>
  Object.entries(rows)
    .filter(([, count]) => count > 0)
    .map(([table, count]) => `${table} ${count}`)
    .join(', ') || 'nothing';
