import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './IconButton';
import { moveFocus } from './rovingFocus';
import { useDismiss } from './useDismiss';

export interface MenuItem {
  label: string;
  icon?: string;
  /** Of several of which one is chosen. */
  checked?: boolean;
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
    const chosen = menu.current?.querySelector<HTMLElement>('[aria-checked=true]');
    (chosen ?? menu.current?.querySelector('button'))?.focus();
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
      {items.map(({ label: name, icon, checked, run }, i) => (
        <button
          key={i}
          role={checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={checked}
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
