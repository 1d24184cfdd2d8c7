import { useState } from 'preact/hooks';
import type { Attachment } from '../../protocol/api';
import { plural, shortTokens } from '../format/amounts';
import { fileIcon, fileName, STATES } from '../format/files';
import type { DraftPicturesModel } from '../models/draftPictures';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';
import { Menu } from './Menu';

/** More files than this are one chip until someone asks. */
const CHIPS_AT_ONCE = 6;

function Chip({ file }: { file: Attachment }) {
  const { host, act, app } = useSurroundings();
  const { fileId, path, state, why, tokens } = file;
  const name = fileName(path);
  const note = why ?? (state === 'changed' ? 'Changed since a model last saw it.' : '');
  return (
    <li class={`chip ${why ? 'left-out' : ''}`}>
      <button
        type="button"
        class="chip-name"
        title={note ? `${path}: ${note}` : path}
        aria-label={[name, tokens === null ? '' : `${tokens} tokens`, note]
          .filter(Boolean)
          .join(', ')}
        onClick={() => act(() => host.call('openAttachment', { fileId }))}
      >
        <Icon name={why ? 'warning' : fileIcon(path)} />
        <span class="ellipsis">{name}</span>
        {tokens !== null && !why && <small>{shortTokens(tokens)}</small>}
        {state === 'changed' && <span class="stale" title={STATES.changed.label} />}
      </button>
      {app.start.value?.readOnly === null && (
        <button
          type="button"
          class="chip-remove"
          title={`Detach ${path}`}
          aria-label={`Detach ${name}`}
          onClick={() => act(() => host.call('detachFile', { fileId }))}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

function summary(files: readonly Attachment[]) {
  const tokens = files.reduce((sum, file) => sum + (file.tokens ?? 0), 0);
  const leftOut = files.filter((file) => file.why).length;
  return { tokens, leftOut, changed: files.some((file) => file.state === 'changed') };
}

function ManyFiles({ files, onShow }: { files: readonly Attachment[]; onShow: () => void }) {
  const { tokens, leftOut, changed } = summary(files);
  return (
    <li class="chip">
      <button
        type="button"
        class="chip-name"
        onClick={onShow}
        aria-expanded={false}
        title="Show the files"
      >
        <Icon name="files" /> {plural(files.length, 'file')} <small>{shortTokens(tokens)}</small>
        {leftOut > 0 && (
          <span class="chip-warning">
            <Icon name="warning" /> {leftOut} left out
          </span>
        )}
        {changed && <span class="stale" title={STATES.changed.label} />}
      </button>
    </li>
  );
}

interface AttachProps {
  projectId: string;
  /** Without one it is but a plus. */
  label?: string;
  /** Of the message that is written there. */
  pictures?: DraftPicturesModel;
}

export function AttachMenu({ projectId, label, pictures }: AttachProps) {
  const { host, act } = useSurroundings();
  const [open, setOpen] = useState(false);
  const pick = (into: DraftPicturesModel) =>
    void into.addFiles(() => host.call('pickPictures', {})); // keeps its own failure
  return (
    <div class="menu-anchor">
      <button
        type="button"
        class="chip add"
        aria-haspopup="menu"
        aria-expanded={open}
        title={pictures ? 'Attach files or pictures' : 'Attach files to this project'}
        aria-label="Attach files"
        onClick={() => setOpen(!open)}
      >
        <Icon name="add" /> {label}
      </button>
      {open && (
        <Menu
          label="Attach"
          class="above"
          onClose={() => setOpen(false)}
          items={[
            {
              label: 'Current File',
              icon: 'file',
              run: () => act(() => host.call('attachCurrentFile', { projectId })),
            },
            {
              label: 'Open Editors',
              icon: 'files',
              run: () => act(() => host.call('attachOpenFiles', { projectId })),
            },
            {
              label: 'Files…',
              icon: 'folder-opened',
              run: () =>
                pictures
                  ? void pictures.addFiles(() => host.call('pickFiles', { projectId })) // keeps its own failure
                  : act(() => host.call('attachFiles', { projectId })),
            },
            ...(pictures
              ? [{ label: 'Pictures…', icon: 'file-media', run: () => pick(pictures) }]
              : []),
          ]}
        />
      )}
    </div>
  );
}

interface Props {
  projectId: string;
  files: readonly Attachment[];
  pictures: DraftPicturesModel;
}

/** What goes with the next message. */
export function ContextChips({ projectId, files, pictures }: Props) {
  const { app } = useSurroundings();
  const [all, setAll] = useState(false);
  const isMany = files.length > CHIPS_AT_ONCE;
  return (
    <div class={`chips ${isMany && all ? 'all' : ''}`}>
      <ul class="chip-list" aria-label="Files of this project">
        {isMany && !all ? (
          <ManyFiles files={files} onShow={() => setAll(true)} />
        ) : (
          files.map((file) => <Chip key={file.fileId} file={file} />)
        )}
        {isMany && all && (
          <li>
            <button
              type="button"
              class="chip add"
              onClick={() => setAll(false)}
              aria-expanded={true}
            >
              Show fewer
            </button>
          </li>
        )}
      </ul>
      {app.start.value?.readOnly === null && (
        <AttachMenu
          projectId={projectId}
          pictures={pictures}
          {...(files.length === 0 && { label: 'Context' })}
        />
      )}
    </div>
  );
}
