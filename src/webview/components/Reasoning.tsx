import { thoughtFor } from '../format/amounts';
import { Icon } from './IconButton';
import { useUnfolding } from './useUnfolding';

interface Props {
  text: string;
  thinking: boolean;
  /** Null where nobody timed it. */
  ms: number | null;
}

/** What the model thought on its way, folded away until someone asks. */
export function Reasoning({ text, thinking, ms }: Props) {
  const [open, setOpen] = useUnfolding('reasoning');
  return (
    <div class="reasoning">
      <button class="reasoning-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} />
        {thinking ? 'Thinking…' : thoughtFor(ms)}
      </button>
      {open && <div class="reasoning-text">{text}</div>}
    </div>
  );
}
