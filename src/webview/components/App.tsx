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

export function App() {
  const { app, host, act } = useSurroundings();
  const start = app.start.value;
  const failed = app.startProblem.value;
  const problem = app.problem.value;
  const offer = app.offer.value;
  if (!start) return failed ? <Failure sentence={failed} onRetry={app.load} /> : <Progress />;

  const Surface = SURFACES[start.surface];
  return (
    <div class={`surface ${start.surface}`}>
      {problem && (
        <Notice
          sentence={problem}
          action={offer && { label: offer.label, run: () => act(() => take(host, offer)) }}
          onClose={app.dismissProblem}
        />
      )}
      <Surface />
    </div>
  );
}
