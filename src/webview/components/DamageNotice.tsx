import type { Message } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';

/** Above words that are not what was written; they are shown as they are. */
export function DamageNotice({ message }: { message: Message }) {
  const { host, act, app } = useSurroundings();
  if (message.damage !== 'new') return null;
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

/** Under words that stay as they are, although they are not what was written. */
export function DamageMark({ message }: { message: Message }) {
  if (message.damage !== 'lasting') return null;
  return (
    <p class="damage-mark" role="note">
      <Icon name="warning" />
      Some of these words were damaged in the library’s file and could not be put right.
    </p>
  );
}
