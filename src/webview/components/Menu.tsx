import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './IconButton';
import { moveFocus } from './rovingFocus';

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
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const opener = document.activeElement;
    menu.current?.querySelector('button')?.focus();
    return () => void (opener instanceof HTMLElement && opener.isConnected && opener.focus());
  }, []);

  useEffect(() => {
    const outside = (event: Event) => {
      if (event.target instanceof Node && !menu.current?.parentElement?.contains(event.target))
        close.current();
    };
    const blur = () => close.current();
    document.addEventListener('pointerdown', outside);
    window.addEventListener('blur', blur);
    return () => {
      document.removeEventListener('pointerdown', outside);
      window.removeEventListener('blur', blur);
    };
  }, []);

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
