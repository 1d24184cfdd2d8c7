import { useLayoutEffect, useRef } from 'preact/hooks';
import type { FindModel } from '../models/find';
import { IconButton } from './IconButton';

interface Props {
  find: FindModel;
  /** Counts the times that it was asked for: asked again, the text is there to be typed over. */
  asked: number;
  onClose: () => void;
}

/** Finds in this chat, in all of it. */
export function FindBar({ find, asked, onClose }: Props) {
  const box = useRef<HTMLInputElement>(null);
  // Before it is drawn: what is typed as soon as it is seen belongs here, not into the message.
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, [asked]);
  const { text, matchCase, total, isCounted, at, problem } = find;
  const none = total.value === 0;
  // What was found for fewer letters stands until it is known.
  const isNothing = none && isCounted.value && text.value !== '';
  const count = isNothing ? 'No results' : !none && `${at.value + 1} of ${total.value}`;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' || event.key === 'F3') find.step(event.shiftKey ? -1 : 1);
    else if (event.altKey && event.code === 'KeyC') find.toggleCase();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="find-bar" role="search" aria-label="Find in chat" onKeyDown={onKeyDown}>
      <input
        ref={box}
        type="text"
        aria-label="Find in chat"
        placeholder="Find"
        maxLength={500}
        spellcheck={false}
        value={text.value}
        onInput={(event) => find.type(event.currentTarget.value)}
      />
      <IconButton
        icon="case-sensitive"
        label="Match case (Alt+C)"
        class="option"
        pressed={matchCase.value}
        onClick={find.toggleCase}
      />
      <output class={`find-count ${isNothing ? 'none' : ''}`} title={problem.value}>
        {problem.value ? 'Failed' : text.value && count}
      </output>
      <IconButton
        icon="arrow-up"
        label="Previous match (Shift+Enter)"
        disabled={none}
        onClick={() => find.step(-1)}
      />
      <IconButton
        icon="arrow-down"
        label="Next match (Enter)"
        disabled={none}
        onClick={() => find.step(1)}
      />
      <IconButton icon="close" label="Close (Escape)" onClick={onClose} />
    </div>
  );
}
