import type { Contents, Flaws } from '../jobs';

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
  /** Rows that did not hold what was written, or could not be read as text. */
  flawedRows: number;
  /** Those that do again: a checksum, a copy or the backup knew what was written. */
  healedRows: number;
  /** What is not as it was written: it stays as it is, and what is no letter any more is U+FFFD. */
  kept: string[];
  /** Projects and chats that had to be made up, because what they hold was left without them. */
  madeUp: number;
}

const plural = (count: number, noun: string, nouns = `${noun}s`) =>
  `${count} ${count === 1 ? noun : nouns}`;

export const describeContents = ({ projects, chats, messages }: Contents): string =>
  `${plural(projects, 'project')}, ${plural(chats, 'chat')} and ${plural(messages, 'message')}`;

/** For the user, of a backup that is not as it was written. */
export function describeFlaws({ messages, others, unreadable }: Flaws): string {
  const flawed = [
    ...(messages > 0 ? [plural(messages, 'message')] : []),
    ...(others > 0 ? [plural(others, 'other entry', 'other entries')] : []),
  ];
  const are = messages + others === 1 ? 'is' : 'are';
  return [
    ...(flawed.length > 0 ? [`${flawed.join(' and ')} of this backup ${are} damaged.`] : []),
    ...(unreadable > 0 ? [`${plural(unreadable, 'place')} of this backup cannot be read.`] : []),
  ].join(' ');
}

/** For the user: what was saved and what was not. */
export function describeRescue(rescue: Rescue, aside: string): string {
  const { contents, fromBackup, wasLibrary } = rescue;
  const sentences = [`The library was damaged. ${describeContents(contents)} were saved.`];
  const added = fromBackup['messages'] ?? 0;
  if (wasLibrary && isAllThere(rescue)) sentences.push('Nothing that the library held was lost.');
  sentences.push(...describeMending(rescue));
  if (!wasLibrary) {
    sentences.push('All of it comes from the newest backup; what was written since is not in it.');
  } else if (added > 0) sentences.push(`${plural(added, 'message')} came from the newest backup.`);
  sentences.push(`The damaged file is kept as “${aside}”.`);
  return sentences.join(' ');
}

const lostIn = ({ wasLibrary, unreadablePages, unreadableRows }: Rescue) =>
  wasLibrary ? unreadablePages + unreadableRows : 0;

const isAllThere = (rescue: Rescue) =>
  lostIn(rescue) === 0 && rescue.kept.length === 0 && rescue.madeUp === 0;

/** For the user: what became of what was damaged. */
export function describeMending(rescue: Rescue): string[] {
  const { healedRows, kept, madeUp } = rescue;
  const lost = lostIn(rescue);
  const sentences: string[] = [];
  if (lost > 0) {
    sentences.push(`${plural(lost, 'place')} could not be read, so some of it may be missing.`);
  }
  if (healedRows > 0) {
    sentences.push(`What had changed in ${plural(healedRows, 'place')} was put right.`);
  }
  if (kept.length > 0) {
    sentences.push(`${plural(kept.length, 'place')} could not be put right: ${listed(kept)}.`);
  }
  if (madeUp > 0) {
    sentences.push(`${madeUp} of the projects and chats are new: what they hold lost its own.`);
  }
  return sentences;
}

/** The log has all of them. */
const NAMED_AT_ONCE = 3;

const listed = (names: string[]) =>
  [
    ...names.slice(0, NAMED_AT_ONCE),
    ...(names.length > NAMED_AT_ONCE ? [`${names.length - NAMED_AT_ONCE} more`] : []),
  ].join(', ');

/** For the log: all of it. */
export const describeRescueFully = (rescue: Rescue): string =>
  [
    `Read from the damaged file: ${list(rescue.salvaged)}.`,
    `Pages that could not be read: ${rescue.unreadablePages}; rows: ${rescue.unreadableRows}; not as they were written: ${rescue.flawedRows}; of all, put right: ${rescue.healedRows}.`,
    ...rescue.kept.map((name) => `Not put right: ${name}.`),
    rescue.backupContents
      ? `The newest backup holds ${describeContents(rescue.backupContents)}. Added from it: ${list(rescue.fromBackup)}.`
      : 'Nothing was added from a backup.',
    `Projects and chats made up for what was left without: ${rescue.madeUp}.`,
  ].join('\n');

const list = (rows: Record<string, number>) =>
  Object.entries(rows)
    .filter(([, count]) => count > 0)
    .map(([table, count]) => `${table} ${count}`)
    .join(', ') || 'nothing';
