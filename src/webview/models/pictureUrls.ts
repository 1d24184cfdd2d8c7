import type { AppHost } from '../../protocol/api';
import { fromBase64 } from '../pictures/base64';

/** What was shown lately is at hand when it is scrolled back to. */
const KEPT = 40;

const keptBy = new WeakMap<AppHost, Map<string, Promise<string>>>();

/** An address of the picture's content, for as long as it is among the last ones asked for. */
export function pictureUrl(host: AppHost, pictureId: string): Promise<string> {
  const kept = keptBy.get(host) ?? new Map<string, Promise<string>>();
  keptBy.set(host, kept);
  const url = kept.get(pictureId) ?? load(host, pictureId);
  kept.delete(pictureId);
  kept.set(pictureId, url);
  // What could not be read is asked for again the next time.
  url.catch(() => kept.delete(pictureId));
  for (const [oldest, its] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
    // An image that shows it goes on doing so.
    its.then(URL.revokeObjectURL, () => {});
  }
  return url;
}

async function load(host: AppHost, pictureId: string): Promise<string> {
  const { mediaType, data } = await host.call('readPicture', { pictureId });
  return URL.createObjectURL(new Blob([fromBase64(data)], { type: mediaType }));
}
