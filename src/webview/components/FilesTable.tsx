import type { Attachment } from '../../protocol/api';
import { bytes, count } from '../format/amounts';
import { STATES } from '../format/files';
import { day } from '../format/times';
import { useSurroundings } from '../surroundings';
import { Icon, IconButton } from './IconButton';

export function AttachButtons({ projectId }: { projectId: string }) {
  const { host, act } = useSurroundings();
  return (
    <div class="empty-state">
      <p>No files yet. What is attached goes with every request, in its newest state.</p>
      <div class="button-row">
        <button
          class="button secondary"
          onClick={() => act(() => host.call('attachCurrentFile', { projectId }))}
        >
          <Icon name="file" /> Current File
        </button>
        <button
          class="button secondary"
          onClick={() => act(() => host.call('attachOpenFiles', { projectId }))}
        >
          <Icon name="files" /> Open Editors
        </button>
        <button
          class="button secondary"
          onClick={() => act(() => host.call('attachFiles', { projectId }))}
        >
          <Icon name="folder-opened" /> Files…
        </button>
      </div>
    </div>
  );
}

function Kept({ file }: { file: Attachment }) {
  const { host, act, app } = useSurroundings();
  const isLive = file.mode === 'live';
  const label = isLive ? 'live' : `snapshot of ${day(file.addedAt)}`;
  if (app.start.value?.readOnly !== null) return <>{label}</>;
  const next = isLive ? 'snapshot' : 'live';
  return (
    <button
      class="kept"
      title={
        isLive
          ? 'Read again at every send. Keep it as it is now'
          : 'Kept as it was. Read it again at every send'
      }
      onClick={() => act(() => host.call('setFileMode', { fileId: file.fileId, mode: next }))}
    >
      {label} <Icon name="arrow-swap" />
    </button>
  );
}

function Row({ file, short }: { file: Attachment; short: boolean }) {
  const { host, act, app } = useSurroundings();
  const { fileId, path, state, why, size, tokens } = file;
  const { label, tone } = STATES[state];
  const isGone = state === 'missing';
  return (
    <tr>
      <td class="path">
        {isGone ? (
          <span title={path}>{path}</span>
        ) : (
          <button
            class="text-button"
            title={path}
            onClick={() => act(() => host.call('openAttachment', { fileId }))}
          >
            {path}
          </button>
        )}
      </td>
      <td>
        <Kept file={file} />
      </td>
      <td>
        <span class={`badge ${tone}`} title={why ?? undefined}>
          {label}
        </span>
      </td>
      {!short && <td class="number size">{size === null ? '–' : bytes(size)}</td>}
      <td class={`number tokens ${tokens === null ? 'unknown' : ''}`}>
        {tokens === null ? '–' : count(tokens)}
      </td>
      {!short && (
        <td class="detach">
          {app.start.value?.readOnly === null && (
            <IconButton
              icon="close"
              label={`Detach ${path}`}
              onClick={() => act(() => host.call('detachFile', { fileId }))}
            />
          )}
        </td>
      )}
    </tr>
  );
}

interface Props {
  files: readonly Attachment[];
  /** Only what matters beside other things. */
  short?: boolean;
}

export const FilesTable = ({ files, short = false }: Props) => (
  <div class="table-scroll">
    <table class={`files ${short ? 'short' : ''}`}>
      <thead>
        <tr>
          <th>File</th>
          <th>Kept</th>
          <th>State</th>
          {!short && <th class="number size">Size</th>}
          <th class="number">Tokens</th>
          {!short && (
            <th class="detach">
              <span class="screen-reader">Detach</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <Row key={file.fileId} file={file} short={short} />
        ))}
      </tbody>
    </table>
  </div>
);
