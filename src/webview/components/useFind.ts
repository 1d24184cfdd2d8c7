import { useModel } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { FindModel } from '../models/find';
import { useSurroundings } from '../surroundings';

/** Ctrl+F, as everywhere, while a chat is on show. */
export function useFind(chatId: string) {
  const { host } = useSurroundings();
  const model = useModel(() => new FindModel(host, chatId));
  const [asked, setAsked] = useState(0);
  const from = useRef<HTMLElement | undefined>(undefined);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isFind || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      const { activeElement } = document;
      if (activeElement instanceof HTMLElement && !activeElement.closest('.find-bar')) {
        from.current = activeElement;
      }
      const selected = selectedText();
      if (selected) model.type(selected);
      setAsked((times) => times + 1);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [model]);
  const close = () => {
    setAsked(0);
    model.type('');
    goBackTo(from.current);
  };
  return { find: asked > 0 ? model : undefined, asked, close };
}

const LONGEST_SELECTED = 200;

/** As in an editor, what is selected is looked for. */
function selectedText(): string {
  const selected = getSelection()?.toString().trim() ?? '';
  return selected.length > LONGEST_SELECTED || selected.includes('\n') ? '' : selected;
}

/** To where the keyboard was; from nowhere it goes to the messages, which scroll by it. */
function goBackTo(from: HTMLElement | undefined) {
  const isThere = from?.isConnected && from !== document.body;
  (isThere ? from : document.querySelector<HTMLElement>('.message-scroll'))?.focus();
}
