import { useState } from 'preact/hooks';
import { Icon } from './IconButton';

/** What the model thought on its way, folded away until someone asks. */
export function Reasoning({ text, thinking }: { text: string; thinking: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="reasoning">
      <button class="reasoning-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} />
        {thinking ? 'Thinking…' : 'Thoughts'}
      </button>
      {open && <div class="reasoning-text">{text}</div>}
    </div>
  );
}
