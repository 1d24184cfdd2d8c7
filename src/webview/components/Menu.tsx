import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './IconButton';
import { moveFocus } from './rovingFocus';
import { useDismiss } from './useDismiss';

export interface MenuItem {
  label: string;
  icon?: string;
  run: () => void;
}

interface Props {
  label: string;
  items: MenuItem[];
  onClose: () => void;
  class?: string;
}

/** A small menu under or over the button that opened it, which gets the focus back. */
export function Menu({ label, items, onClose, class: place = '' }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const anchor = useRef<HTMLElement>(null);

  useLayoutEffect(() => {
    const opener = document.activeElement;
    // A press on the button that opened it is the button's to answer.
    anchor.current = menu.current?.parentElement ?? null;
    menu.current?.querySelector('button')?.focus();
    return () => void (opener instanceof HTMLElement && opener.isConnected && opener.focus());
  }, []);

  useDismiss(anchor, onClose);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else moveFocus(event, 'button');
  };
  return (
    <div class={`menu ${place}`} role="menu" aria-label={label} ref={menu} onKeyDown={onKeyDown}>
      {items.map(({ label: name, icon, run }) => (
        <button
          key={name}
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onClose();
            run();
          }}
        >
          {icon && <Icon name={icon} />}
          {name}
        </button>
      ))}
    </div>
  );
}
