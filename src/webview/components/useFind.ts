import { useModel } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { FindModel } from '../models/find';
import { useSurroundings } from '../surroundings';

/** Ctrl+F, as everywhere, while a chat is on show. */
export function useFind(chatId: string) {
  const { host } = useSurroundings();
  const model = useModel(() => new FindModel(host, chatId));
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isFind || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      setAsked((times) => times + 1);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const close = () => {
    setAsked(0);
    model.type('');
  };
  return { find: asked > 0 ? model : undefined, asked, close };
}
