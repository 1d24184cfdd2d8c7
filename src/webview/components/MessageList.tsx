import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../protocol/api';
import type { ChatModel } from '../models/chat';
import { type FindModel, type Match, nearestMatch } from '../models/find';
import { useSurroundings } from '../surroundings';
import { Answer } from './Answer';
import { Icon } from './IconButton';
import { UserMessage } from './UserMessage';
import { FoundIn } from './useUnfolding';
import { type Marks, useDrawn, useMarks } from './useMarks';
import { useFound, useJump, useSeek } from './useSeek';
import { useVirtualizer } from './useVirtualizer';

/** Older messages are asked for this far before the user reaches them. */
const LOAD_AHEAD_PX = 600;
const AT_END_PX = 24;
const KEEP_PLACE_AFTER_MS = 200;

const estimate = ({ role, text }: Message) =>
  Math.min(4_000, (role === 'user' ? 48 : 90) + Math.ceil(text.length / 45) * 19);

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: Element) =>
  scrollHeight - scrollTop - clientHeight <= AT_END_PX;

const NOWHERE: FoundIn = { text: false, reasoning: false };
const IN_TEXT: FoundIn = { text: true, reasoning: false };
const IN_REASONING: FoundIn = { text: true, reasoning: true };

function foundIn({ messageId }: Message, match: Match | undefined): FoundIn {
  if (match?.messageId !== messageId) return NOWHERE;
  return match.inReasoning ? IN_REASONING : IN_TEXT;
}

function Row({ message, match }: { message: Message; match: Match | undefined }) {
  // The same element for the same message: a streaming answer does not draw its neighbours again.
  const drawn = useMemo(
    () =>
      message.role === 'assistant' ? (
        <Answer message={message} />
      ) : (
        <UserMessage message={message} />
      ),
    [message],
  );
  return <FoundIn.Provider value={foundIn(message, match)}>{drawn}</FoundIn.Provider>;
}

interface Props {
  chat: ChatModel;
  chatId: string;
  find?: FindModel | undefined;
}

export function MessageList({ chat, chatId, find }: Props) {
  const { viewState } = useSurroundings();
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const messages = chat.messages.value;
  const hasNewer = chat.hasNewer.value;
  /** More of the chat's middle is no reason to go to its end. */
  const follows = useRef(true);

  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => messages[index]?.messageId ?? index,
    estimateSize: (index) => (messages[index] ? estimate(messages[index]) : 0),
    anchorTo: 'end',
    followOnAppend: follows.current,
    scrollEndThreshold: AT_END_PX,
    paddingStart: 12,
    paddingEnd: 12,
    gap: 16,
  });

  useLayoutEffect(() => void (follows.current = !hasNewer));

  const parts = { chat, chatId, scroller, virtualizer };
  const seek = useSeek(parts);
  const { lit, marked } = useJump(parts, seek);
  const marks: Marks = find
    ? { words: [find.text.value], matchCase: find.matchCase.value, current: find.match.value }
    : { words: marked?.words ?? [], within: marked?.messageId, current: marked };
  const drawn = useDrawn(scroller, marks.words.length > 0);
  useFound(parts, marks, seek);

  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || messages.length === 0) return;
    opened.current = true;
    const kept = viewState.readingPlace(chatId);
    const index = kept ? messages.findIndex((m) => m.messageId === kept.messageId) : -1;
    if (index < 0 || !kept) {
      virtualizer.scrollToEnd();
      // Farther back than what is opened first; the model keeps its own failure.
      if (kept) void seek(kept.messageId);
      return;
    }
    const [top = 0] = virtualizer.getOffsetForIndex(index, 'start') ?? [];
    virtualizer.scrollToOffset(top + kept.offset);
  }, [messages, virtualizer, viewState, chatId]);

  // A box below that grows must not hide the end of the chat.
  const wasAtEnd = useRef(true);
  wasAtEnd.current = atEnd;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (wasAtEnd.current) virtualizer.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtualizer]);

  const keepPlace = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(keepPlace.current), []);

  const remember = () => {
    if (virtualizer.isAtEnd(AT_END_PX) && !chat.hasNewer.value)
      return viewState.keepReadingPlace(chatId, undefined);
    const top = virtualizer.scrollOffset ?? 0;
    const item = virtualizer.getVirtualItemForOffset(top);
    const message = item && chat.messages.value[item.index];
    if (!item || !message) return;
    viewState.keepReadingPlace(chatId, { messageId: message.messageId, offset: top - item.start });
  };

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    setAtEnd(isAtEnd(element));
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    // Both keep their own failure in `chat.problem`.
    if (below < LOAD_AHEAD_PX && chat.hasNewer.value) void chat.loadNewer();
    if (element.scrollTop < LOAD_AHEAD_PX && chat.hasOlder.value) void chat.loadOlder();
    clearTimeout(keepPlace.current);
    keepPlace.current = setTimeout(remember, KEEP_PLACE_AFTER_MS);
  };

  const items = virtualizer.getVirtualItems();
  const top = virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0)?.index ?? 0;
  find?.beginAt((found) =>
    nearestMatch(
      found,
      messages.map((m) => m.messageId),
      top,
    ),
  );
  useMarks(scroller, marks, [messages, items[0]?.key, items.at(-1)?.key, drawn]);
  const toEnd = async () => {
    if (hasNewer) await chat.showEnd();
    virtualizer.scrollToEnd();
  };
  return (
    <div class="message-area">
      <div
        class="message-scroll"
        ref={scroller}
        onScroll={onScroll}
        tabIndex={0}
        role="list"
        aria-label="Messages"
      >
        <div
          class="message-space"
          style={{ height: `${virtualizer.getTotalSize()}px` }}
          role="presentation"
        >
          {items.map((item) => {
            const message = messages[item.index];
            return (
              message && (
                <div
                  key={item.key}
                  class={`message-row ${lit === message.messageId ? 'flash' : ''}`}
                  data-message={message.messageId}
                  role="listitem"
                  data-index={item.index}
                  ref={virtualizer.measureElement}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Row message={message} match={marks.current} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {(!atEnd || hasNewer) && (
        <button
          class="to-latest"
          onWheel={(event) => scroller.current?.scrollBy(0, event.deltaY)}
          onClick={() => void toEnd()} // the model keeps its own failure
          title="Jump to latest"
        >
          <Icon name="arrow-down" /> Jump to latest
        </button>
      )}
    </div>
  );
}
