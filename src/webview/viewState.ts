import type { Place, Start } from '../protocol/api';
import type { KeptSearch } from './models/search';

/** What VS Code gives every webview. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Where the user was in a chat: this message, this many pixels above its top. */
export interface ReadingPlace {
  messageId: string;
  offset: number;
}

/**
 * Navigation only; everything else is the extension's. It outlives a hidden or reloaded view, and by
 * `place` and `tab` the extension brings a panel back after a restart.
 */
interface Kept {
  place?: Place;
  tab?: Tab;
  /** The tab the extension asked for last. */
  asked?: Tab;
  reading?: [chatId: string, ReadingPlace][];
  search?: KeptSearch & { isOpen: boolean };
  /** Names the last time that the extension asked for the search. */
  searchAsked?: string;
  /** The same for a message that it was asked to show. */
  jumpAsked?: string;
}
type Tab = Start['tab'];

const CHATS_REMEMBERED = 20;

export interface ViewState {
  keepPlace(place: Place): void;
  keepTab(tab: Tab): void;
  /** The user's own choice, until the extension asks for another tab. */
  tabFor(asked: Tab): Tab;
  readingPlace(chatId: string): ReadingPlace | undefined;
  search(): Kept['search'];
  keepSearch(search: NonNullable<Kept['search']>): void;
  /** Whether this is news: the search is asked for once. */
  isSearchAsked(id: string): boolean;
  isJumpAsked(id: string): boolean;
  /** Without a place the chat opens at its end. */
  keepReadingPlace(chatId: string, place: ReadingPlace | undefined): void;
}

export function createViewState(api: Pick<VsCodeApi, 'getState' | 'setState'>): ViewState {
  let kept = (api.getState() ?? {}) as Kept;
  const keep = (change: Kept) => api.setState((kept = { ...kept, ...change }));
  const isNews = (asked: 'searchAsked' | 'jumpAsked', id: string) => {
    const isNew = id !== kept[asked];
    if (isNew) keep({ [asked]: id });
    return isNew;
  };

  return {
    keepPlace: (place) => keep({ place }),
    keepTab: (tab) => keep({ tab }),
    tabFor(asked) {
      if (asked !== kept.asked) keep({ asked, tab: asked });
      return kept.tab ?? asked;
    },
    search: () => kept.search,
    keepSearch: (search) => keep({ search }),
    isSearchAsked: (id) => isNews('searchAsked', id),
    isJumpAsked: (id) => isNews('jumpAsked', id),
    readingPlace: (chatId) => kept.reading?.find(([id]) => id === chatId)?.[1],
    keepReadingPlace(chatId, place) {
      const others = (kept.reading ?? []).filter(([id]) => id !== chatId);
      const reading = place ? [...others, [chatId, place] as [string, ReadingPlace]] : others;
      keep({ reading: reading.slice(-CHATS_REMEMBERED) });
    },
  };
}
