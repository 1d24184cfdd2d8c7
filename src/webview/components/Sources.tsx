import { useState } from 'preact/hooks';
import type { Message } from '../../protocol/api';
import { sourceName, sourcesOf } from '../format/sources';
import { Link } from '../markdown/Link';

const SHOWN = 4;

/** Where the answer says it has something from. */
export function Sources({ message }: { message: Message }) {
  const [all, setAll] = useState(false);
  const sources = sourcesOf(message);
  if (sources.length === 0) return null;
  const shown = all ? sources : sources.slice(0, SHOWN);
  return (
    <section class="sources" aria-label="Sources">
      <ol>
        {shown.map((source) => (
          <li key={source.url}>
            <Link href={source.url}>{sourceName(source)}</Link>
          </li>
        ))}
      </ol>
      {sources.length > SHOWN && (
        <button class="text-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${sources.length}`}
        </button>
      )}
    </section>
  );
}
