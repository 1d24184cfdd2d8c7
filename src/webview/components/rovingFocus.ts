const target = (key: string, index: number, count: number, horizontal: boolean) => {
  switch (key) {
    case horizontal ? 'ArrowRight' : 'ArrowDown':
      return (index + 1) % count;
    case horizontal ? 'ArrowLeft' : 'ArrowUp':
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
};

/** Arrow keys, Home and End walk the elements that match; true when the focus moved. */
export function moveFocus(event: KeyboardEvent, selector: string, horizontal = false): boolean {
  if (!(event.currentTarget instanceof HTMLElement)) return false;
  const elements = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const index = elements.findIndex((element) => element.contains(document.activeElement));
  const next = elements[target(event.key, index, elements.length, horizontal) ?? -1];
  if (!next) return false;
  event.preventDefault();
  next.focus();
  return true;
}
