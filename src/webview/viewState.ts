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

/** Navigation only; everything else is the extension's. It outlives a hidden or reloaded view. */
interface Kept {
  tab?: 'overview' | 'files' | 'chats';
  reading?: [chatId: string, ReadingPlace][];
}

const CHATS_REMEMBERED = 20;

export interface ViewState {
  tab: Kept['tab'];
  readingPlace(chatId: string): ReadingPlace | undefined;
  /** Without a place the chat opens at its end. */
  keepReadingPlace(chatId: string, place: ReadingPlace | undefined): void;
}

export function createViewState(api: Pick<VsCodeApi, 'getState' | 'setState'>): ViewState {
  let kept = (api.getState() ?? {}) as Kept;
  const keep = (change: Kept) => api.setState((kept = { ...kept, ...change }));

  return {
    get tab() {
      return kept.tab;
    },
    set tab(tab) {
      if (tab) keep({ tab });
    },
    readingPlace: (chatId) => kept.reading?.find(([id]) => id === chatId)?.[1],
    keepReadingPlace(chatId, place) {
      const others = (kept.reading ?? []).filter(([id]) => id !== chatId);
      const reading = place ? [...others, [chatId, place] as [string, ReadingPlace]] : others;
      keep({ reading: reading.slice(-CHATS_REMEMBERED) });
    },
  };
}
