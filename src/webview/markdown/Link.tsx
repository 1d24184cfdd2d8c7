import type { ComponentChildren } from 'preact';
import { useSurroundings } from '../surroundings';

interface Props {
  href: string;
  title?: string | undefined;
  children: ComponentChildren;
}

/** Opened by the extension: it has no address of its own that a click could follow. */
export function Link({ href, title, children }: Props) {
  const { host, act } = useSurroundings();
  const open = (event: Event) => {
    event.preventDefault();
    act(() => host.call('openLink', { href }));
  };
  const where = href.startsWith('chat:') ? 'Open chat' : href;
  return (
    <a
      role="link"
      tabIndex={0}
      title={title ? `${title} (${where})` : where}
      onClick={open}
      onKeyDown={(event) => event.key === 'Enter' && open(event)}
    >
      {children}
    </a>
  );
}
