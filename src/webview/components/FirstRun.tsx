import { useSurroundings } from '../surroundings';
import { Banners } from './Banners';
import { Icon } from './IconButton';

interface StepProps {
  icon: string;
  title: string;
  text: string;
  onClick?: () => void;
}

function Step({ icon, title, text, onClick }: StepProps) {
  const inside = (
    <>
      <Icon name={icon} />
      <span>
        <b>{title}</b>
        <small>{text}</small>
      </span>
    </>
  );
  if (!onClick) return <div class="step">{inside}</div>;
  return (
    <button class="step" onClick={onClick}>
      {inside}
    </button>
  );
}

function NewProject({ primary }: { primary: boolean }) {
  const { host, act, app } = useSurroundings();
  const make = (fromFolder: boolean) => act(() => host.call('newProject', { fromFolder }));
  const hasFolder = app.start.value?.folderName != null;
  return (
    <>
      {hasFolder && (
        <button class={`button wide ${primary ? '' : 'secondary'}`} onClick={() => make(true)}>
          New Project from this Folder
        </button>
      )}
      <button
        class={`button wide ${hasFolder || !primary ? 'secondary' : ''}`}
        onClick={() => make(false)}
      >
        {hasFolder ? 'Empty Project' : 'New Project'}
      </button>
    </>
  );
}

/** No project is open: one sentence, one button, and what a new user may wonder about. */
export function FirstRun() {
  const { host, act, app } = useSurroundings();
  const start = app.start.value;
  const some = (start?.projectCount ?? 0) > 0;
  const writable = start?.readOnly === null;
  return (
    <>
      <Banners />
      <main class="first-run">
        <p>
          {some
            ? 'No project is open in this window.'
            : 'A project keeps instructions, files and chats together, in one file that is yours.'}
        </p>
        {some && (
          <button class="button wide" onClick={() => act(() => host.call('switchProject', {}))}>
            Open a Project
          </button>
        )}
        {writable && <NewProject primary={!some} />}
        {(start?.trashedProjectCount ?? 0) > 0 && (
          <button class="text-button" onClick={() => act(() => host.call('openTrash', {}))}>
            Deleted projects
          </button>
        )}
        {writable && !some && (
          <div class="steps">
            <Step
              icon="plug"
              title="Choose a model"
              text="VS Code’s own, a key, or a server on this machine."
              onClick={() => act(() => host.call('manageModels', {}))}
            />
            <Step
              icon="search"
              title="Or start without one"
              text="Search answers from your files and chats, offline."
            />
          </div>
        )}
      </main>
    </>
  );
}
