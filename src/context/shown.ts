import type { Picture } from '../db/images';
import type { BranchMessage } from '../db/messages';
import type { NewRequestPart } from '../db/requests';
import type { Turn } from '../models/provider';

/** A message and the pictures that a model is shown with it. */
interface Shown {
  message: BranchMessage;
  pictures: Picture[];
}

/** What of the pictures leaves. */
export interface Look {
  /** By hash. */
  contents: ReadonlyMap<string, Uint8Array>;
  /** Why a picture is left out, by its id. */
  omitted: ReadonlyMap<string, string>;
}

export const NO_PICTURES: Look = { contents: new Map(), omitted: new Map() };

/** An answer that brought nothing says nothing to a model. */
export const isSpoken = ({ role, text, pictures }: BranchMessage): boolean =>
  role !== 'system' && (text !== '' || pictures.length > 0);

/** The pictures of an answer are shown with the message after it: no provider takes one as its model's own words. */
function withPictures(branch: BranchMessage[]): Shown[] {
  let made: Picture[] = [];
  return branch.filter(isSpoken).map((message) => {
    if (message.role !== 'user') {
      made.push(...message.pictures);
      return { message, pictures: [] };
    }
    const pictures = [...made, ...message.pictures];
    made = [];
    return { message, pictures };
  });
}

/** All that a model is shown of a branch, in its order. */
export const picturesOf = (branch: BranchMessage[]): Picture[] =>
  withPictures(branch).flatMap(({ pictures }) => pictures);

/** What a model is given of a branch. */
export const toTurns = (branch: BranchMessage[], look: Look = NO_PICTURES): Turn[] =>
  withPictures(branch).map((shown) => toTurn(shown, look));

function toTurn({ message: { role, text }, pictures }: Shown, { contents, omitted }: Look): Turn {
  if (role !== 'user') return { role: 'assistant', text: text === '' ? MADE_NOTE : text };
  const images = pictures.flatMap(({ id, hash, mediaType }) => {
    const data = omitted.has(id) ? undefined : contents.get(hash);
    return data ? [{ mediaType, data }] : [];
  });
  const left = pictures.filter(({ id }) => omitted.has(id)).length;
  const said = [text, ...(left > 0 ? [leftNote(left)] : [])].filter(Boolean).join('\n\n');
  return { role: 'user', text: said, ...(images.length > 0 && { images }) };
}

/** No provider takes an answer without a word. */
const MADE_NOTE = '[A picture]';

const leftNote = (count: number) =>
  count === 1
    ? '[A picture that is not shown here]'
    : `[${count} pictures that are not shown here]`;

/** Each picture has its line in the receipt. */
export const pictureParts = (branch: BranchMessage[], { omitted }: Look): NewRequestPart[] =>
  withPictures(branch).flatMap(({ message, pictures }) =>
    pictures.map(({ id, hash, name }) => ({
      kind: 'image' as const,
      label: name || 'Picture',
      hash,
      messageId: message.id,
      omitted: omitted.get(id) ?? null,
    })),
  );
