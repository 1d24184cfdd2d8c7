import { readBlob } from '../db/blobs';
import type { Picture } from '../db/images';
import type { BranchMessage } from '../db/messages';
import type { Db } from '../db/open';
import { ModelError } from '../models/provider';
import { sightOf } from '../models/sight';
import { type Look, picturesOf } from './shown';

export const BLIND = 'This model cannot be shown pictures.';

/** What is said before sending, and where it was sent all the same. */
export const cannotSee = (name: string): string =>
  `The model “${name}” cannot be shown pictures. Choose a model that can, or remove the pictures.`;

interface Looking {
  modelId: string;
  /** False for a model that is shown nothing. */
  sees: boolean;
}

/** The newest pictures of a branch, as many as the model takes; the others are left out with the reason. */
export async function lookAt(
  db: Db,
  branch: BranchMessage[],
  { modelId, sees }: Looking,
): Promise<Look> {
  const shown = picturesOf(branch);
  const omitted = omittedByCount(shown, { modelId, sees });
  const contents = new Map<string, Uint8Array>();
  const { totalBytes } = sightOf(modelId);
  let bytes = 0;
  for (const { id, hash } of shown.toReversed()) {
    if (omitted.has(id)) continue;
    const content = contents.get(hash) ?? (await readBlob(db, hash));
    if (content) contents.set(hash, content);
    bytes += content?.length ?? 0;
    if (bytes > totalBytes) omitted.set(id, TOO_LARGE);
  }
  return { contents, omitted };
}

const TOO_LARGE = 'Together with newer pictures it is more than the model takes.';

/** Without looking at what is in them. */
export function omittedByCount(shown: Picture[], { modelId, sees }: Looking): Map<string, string> {
  const { most } = sightOf(modelId);
  const left = sees ? shown.slice(0, Math.max(0, shown.length - most)) : shown;
  const why = sees ? `The model takes ${most} pictures at once; this is an older one.` : BLIND;
  return new Map(left.map(({ id }) => [id, why]));
}

export const pictureTokens = (modelId: string, pictures: { width: number; height: number }[]) =>
  pictures.reduce((total, picture) => total + sightOf(modelId).tokensOf(picture), 0);

/** The user's own pictures leave with their message, or the message does not leave. */
export function unseen(
  message: BranchMessage | undefined,
  { omitted }: Look,
  { name, sees }: { name: string; sees: boolean },
): ModelError | undefined {
  if (!message?.pictures.some(({ id }) => omitted.has(id))) return undefined;
  const tooMuch = `These pictures are together more than the model “${name}” takes. Send fewer of them at once.`;
  return new ModelError(sees ? tooMuch : cannotSee(name), 'chooseModel');
}
