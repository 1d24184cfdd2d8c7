import { useMemo, useState } from 'preact/hooks';
import { useUnfolding } from '../components/useUnfolding';
import { plural } from '../format/amounts';
import { BlockView } from './BlockView';
import { createMarkdownStream } from './stream';

/** Answers of more blocks are drawn in steps. */
const BLOCKS_AT_ONCE = 400;

/** An answer's Markdown as elements, never as HTML. While it streams, only its end is read again. */
export function Markdown({ text, ended }: { text: string; ended: boolean }) {
  const [stream] = useState(createMarkdownStream);
  const [shown, setShown] = useState(BLOCKS_AT_ONCE);
  const [all] = useUnfolding('text');
  const blocks = useMemo(() => stream.read(text, ended), [stream, text, ended]);
  const solid = blocks.filter(({ token }) => token.type !== 'space' && token.type !== 'def');
  const hidden = all ? 0 : solid.length - shown;
  const visible = hidden > 0 ? solid.slice(0, shown) : solid;

  return (
    <div class="markdown">
      {visible.map(({ start, token }, i) => (
        <BlockView
          key={`${start}-${token.type}`}
          token={token}
          open={!ended && i === solid.length - 1}
        />
      ))}
      {hidden > 0 && (
        <button class="text-button" onClick={() => setShown(shown + BLOCKS_AT_ONCE)}>
          Show more ({plural(hidden, 'part')} of this answer left)
        </button>
      )}
    </div>
  );
}
