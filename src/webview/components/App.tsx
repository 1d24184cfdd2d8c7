import type { ComponentType } from 'preact';
import type { Start } from '../../protocol/api';
import { take } from '../models/attempts';
import { useSurroundings } from '../surroundings';
import { EditorChat } from './EditorChat';
import { Panel } from './Panel';
import { Sidebar } from './Sidebar';
import { Trash } from './Trash';
import { UsagePage } from './UsagePage';
import { Failure, Notice, Progress } from './states';

const SURFACES: Record<Start['surface'], ComponentType> = {
  sidebar: Sidebar,
  panel: Panel,
  editor: EditorChat,
  trash: Trash,
  usage: UsagePage,
};

/** The library cannot be opened. */
function CannotOpen({ sentence }: { sentence: string }) {
  const { app, host, act } = useSurroundings();
  const problem = app.problem.value;
  return (
    <div class="surface">
      <Failure sentence={sentence} onRetry={app.readAnew}>
        <span class="failure-actions">
          <button
            class="text-button"
            onClick={() => act(() => host.call('helpLibrary', { by: 'restoring' }))}
          >
            Restore a Backup…
          </button>
          <button
            class="text-button"
            onClick={() => act(() => host.call('helpLibrary', { by: 'another' }))}
          >
            Open Other Library…
          </button>
        </span>
      </Failure>
      {problem && <Notice sentence={problem} onClose={app.dismissProblem} />}
    </div>
  );
}

export function App() {
  const { app, host, act } = useSurroundings();
  const start = app.start.value;
  const failed = app.startProblem.value;
  const problem = app.problem.value;
  const offer = app.offer.value;
  if (!start) return failed ? <CannotOpen sentence={failed} /> : <Progress />;

  const Surface = SURFACES[start.surface];
  return (
    <>
      {failed && <CannotOpen sentence={failed} />}
      {/* What is typed there is not lost with a library that cannot be opened again. */}
      <div class={`surface ${start.surface}`} hidden={failed !== undefined}>
        {problem && (
          <Notice
            sentence={problem}
            action={offer && { label: offer.label, run: () => act(() => take(host, offer)) }}
            onClose={app.dismissProblem}
          />
        )}
        <Surface />
      </div>
    </>
  );
}
