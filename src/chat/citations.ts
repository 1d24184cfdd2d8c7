import type { Citation } from '../db/schema';

/** More than this no reader follows. */
const MOST = 100;
const LONGEST_URL = 2_000;
const LONGEST_TITLE = 300;

/** The sources that an answer names, each once, in the order in which it names them. */
export class Citations {
  private readonly byUrl = new Map<string, Citation>();

  constructor(before: Citation[] | null) {
    for (const citation of before ?? []) this.byUrl.set(citation.url, citation);
  }

  /** Only what may be opened is a source. */
  add({ url, title }: { url: string; title: string | null }): void {
    if (this.byUrl.size >= MOST || url.length > LONGEST_URL) return;
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return;
    const said = oneLine(title ?? '');
    const known = this.byUrl.get(url)?.title;
    this.byUrl.set(url, { url, title: known === undefined || known === '' ? said : known });
  }

  get all(): Citation[] | null {
    return this.byUrl.size === 0 ? null : [...this.byUrl.values()];
  }
}

/** By characters: half of one cannot be stored. */
const oneLine = (title: string) =>
  [...title.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()].slice(0, LONGEST_TITLE).join('');
