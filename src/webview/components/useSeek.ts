import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatModel } from '../models/chat';
import type { Jump } from '../../protocol/api';
import type { Match } from '../models/find';
import { useSurroundings } from '../surroundings';
import { currentRange, type Marks } from './useMarks';
import type { useVirtualizer } from './useVirtualizer';

const FLASH_MS = 1_600;
const MARKED_MS = 6_000;

interface Parts {
  chat: ChatModel;
  chatId: string;
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: ReturnType<typeof useVirtualizer>;
}

/** Brings messages on screen that may be anywhere in the chat. */
export function useSeek({ chat, virtualizer }: Parts) {
  const [target, setTarget] = useState<string>();
  const messages = chat.messages.value;
  useLayoutEffect(() => {
    const index = target ? messages.findIndex((m) => m.messageId === target) : -1;
    if (index < 0) return;
    virtualizer.scrollToIndex(index, { align: 'center' });
    setTarget(undefined);
  }, [target, messages, virtualizer]);
  return async (messageId: string) => {
    await chat.showAround(messageId);
    setTarget(messageId);
  };
}

/** The message that a search led to: shown, lit up for a moment, its words marked a little longer. */
export function useJump({ chat, chatId }: Parts, seek: (messageId: string) => Promise<void>) {
  const { app } = useSurroundings();
  const asked = app.jump.value;
  const [jump, setJump] = useState<Omit<Jump, 'id'> & Match>();
  const [isLit, setLit] = useState(false);
  const isOpen = chat.chat.value !== undefined;
  useEffect(() => {
    if (!isOpen || asked?.chatId !== chatId) return;
    app.jump.value = undefined;
    void seek(asked.messageId).then(() => {
      setJump({ ...asked, nth: 0, inReasoning: false });
      setLit(true);
    });
    // Once for each jump, whatever function seeks it by then.
  }, [asked, isOpen, chatId]);
  useEffect(() => {
    if (!jump) return;
    const timers = [
      setTimeout(() => setLit(false), FLASH_MS),
      setTimeout(() => setJump(undefined), MARKED_MS),
    ];
    return () => timers.forEach(clearTimeout);
  }, [jump]);
  return { lit: isLit ? jump?.messageId : undefined, marked: jump };
}

/** Keeps what is found on screen, also within a message that is longer than the screen. */
export function useFound(
  { scroller }: Parts,
  marks: Marks,
  seek: (messageId: string) => Promise<void>,
) {
  const match = marks.current;
  const waiting = useRef(match);
  useEffect(() => {
    waiting.current = match;
    const isDrawn = match && scroller.current?.querySelector(`[data-message="${match.messageId}"]`);
    if (match && !isDrawn) void seek(match.messageId); // the model keeps its own failure
  }, [match]);
  // After every drawing, until what was waited for is drawn.
  useEffect(() => {
    const element = scroller.current;
    if (!waiting.current || !element) return;
    const rows = [...element.querySelectorAll<HTMLElement>('.message-row')];
    const range = currentRange(rows, marks, waiting.current);
    if (!range) return;
    waiting.current = undefined;
    const { top, bottom } = range.getBoundingClientRect();
    const view = element.getBoundingClientRect();
    if (top < view.top + 8 || bottom > view.bottom - 8) {
      element.scrollTop += top - view.top - view.height / 3;
    }
  });
}
