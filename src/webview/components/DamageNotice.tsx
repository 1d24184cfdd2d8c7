import type { Message } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';

/** Above words that are not what was written; they are shown as they are. */
export function DamageNotice({ message }: { message: Message }) {
  const { host, act, app } = useSurroundings();
  if (!message.isDamaged) return null;
  return (
    <div class="ending" role="group" aria-label="Damage">
      <Icon name="warning" />
      <span class="ending-text">
        These words are not as they were written: the library’s file was damaged.
      </span>
      {app.start.value?.readOnly === null && (
        <span class="ending-actions">
          <button class="text-button" onClick={() => act(() => host.call('repairLibrary', {}))}>
            Repair…
          </button>
        </span>
      )}
    </div>
  );
}
