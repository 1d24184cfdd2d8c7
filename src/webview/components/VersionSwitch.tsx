import type { Message } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { IconButton } from './IconButton';

export function VersionSwitch({ message }: { message: Message }) {
  const { host, act } = useSurroundings();
  const { messageId, version } = message;
  if (version.count < 2) return null;
  const show = (step: 1 | -1) => act(() => host.call('showVersion', { messageId, step }));

  return (
    <span class="versions" role="group" aria-label="Versions">
      <IconButton
        icon="chevron-left"
        label="Previous version"
        disabled={version.index <= 1}
        onClick={() => show(-1)}
      />
      {version.index} of {version.count}
      <IconButton
        icon="chevron-right"
        label="Next version"
        disabled={version.index >= version.count}
        onClick={() => show(1)}
      />
    </span>
  );
}
