import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Closes what floats over the view when the user turns to something else. */
export function useDismiss(inside: RefObject<HTMLElement | null>, onClose: () => void) {
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const outside = (event: Event) => {
      if (event.target instanceof Node && !inside.current?.contains(event.target)) close.current();
    };
    const leave = () => close.current();
    document.addEventListener('pointerdown', outside);
    window.addEventListener('blur', leave);
    return () => {
      document.removeEventListener('pointerdown', outside);
      window.removeEventListener('blur', leave);
    };
  }, [inside]);
}
