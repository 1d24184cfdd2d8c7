import { useModel } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Attachment, Start } from '../../protocol/api';
import { shortTokens } from '../format/amounts';
import { fileIcon, fileName, STATES } from '../format/files';
import { ChatListModel } from '../models/chatList';
import type { ProjectModel } from '../models/project';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { ChatRows } from './ChatRows';
import { Composer } from './Composer';
import { Icon } from './IconButton';
import { moveFocus } from './rovingFocus';
import { Failure, Progress } from './states';

const CHATS_SHOWN = 6;
const FILES_SHOWN = 5;

interface SectionProps {
  title: string;
  projectId: string;
  all?: { tab: Start['tab']; count: number } | undefined;
  children: ComponentChildren;
}

function Section({ title, projectId, all, children }: SectionProps) {
  const { host, act } = useSurroundings();
  return (
    <section>
      <div class="section-head">
        <h2>{title}</h2>
        {all && (
          <button
            class="text-button"
            onClick={() => act(() => host.call('openPanel', { projectId, tab: all.tab }))}
          >
            All {all.count}
          </button>
        )}
      </div>
      {children}
    </section>
  );
}

function FileRow({ file, tabIndex }: { file: Attachment; tabIndex: number }) {
  const { host, act } = useSurroundings();
  const { fileId, path, state, tokens, why } = file;
  const tone = STATES[state].tone;
  return (
    <li class="row">
      <button
        class="row-main file"
        data-row
        tabIndex={tabIndex}
        title={why ? `${path}: ${why}` : path}
        onClick={() => act(() => host.call('openAttachment', { fileId }))}
      >
        <Icon name={why ? 'warning' : fileIcon(path)} />
        <span class="ellipsis">{fileName(path)}</span>
        <span class={`file-note ${tone}`}>
          {state === 'changed' && <span class="stale" />}
          {state === 'changed'
            ? 'changed'
            : why
              ? STATES[state].label
              : tokens !== null && shortTokens(tokens)}
        </span>
      </button>
    </li>
  );
}

function Next({ projectId }: { projectId: string }) {
  const { host, act } = useSurroundings();
  return (
    <Section title="Next" projectId={projectId}>
      <button
        class="row-main action"
        onClick={() => act(() => host.call('attachOpenFiles', { projectId }))}
      >
        <Icon name="add" /> Attach open editors
      </button>
      <button
        class="row-main action"
        onClick={() => act(() => host.call('openPanel', { projectId, tab: 'overview' }))}
      >
        <Icon name="edit" /> Edit instructions
      </button>
      <button class="row-main action" onClick={() => act(() => host.call('manageModels', {}))}>
        <Icon name="plug" /> Set up a model
      </button>
    </Section>
  );
}

function RecentChats({ projectId, count }: { projectId: string; count: number }) {
  const { host, act } = useSurroundings();
  const list = useModel(() => new ChatListModel(host, projectId, CHATS_SHOWN));
  useReading(list.load);
  const chats = list.chats.value;
  const problem = list.problem.value;
  return (
    <Section
      title="Chats"
      projectId={projectId}
      all={count > 0 ? { tab: 'chats', count } : undefined}
    >
      {list.running.value > 0 && !chats && <Progress />}
      {problem && <Failure sentence={problem} onRetry={list.load} />}
      {chats?.length === 0 && <p class="empty-note">Ask something below to begin the first one.</p>}
      <ChatRows
        label="Recent chats"
        chats={chats ?? []}
        onOpen={({ chatId }) => act(() => host.call('goTo', { projectId, chatId }))}
      />
    </Section>
  );
}

/** A project with no chat open: where it stands and what to do next. */
export function Home({ project, projectId }: { project: ProjectModel; projectId: string }) {
  const { app } = useSurroundings();
  const row = project.project.value;
  const files = project.files.value ?? [];
  const place = { projectId, chatId: null };
  return (
    <>
      <main class="home">
        <RecentChats projectId={projectId} count={row?.chatCount ?? 0} />
        {files.length > 0 && (
          <Section title="Files" projectId={projectId} all={{ tab: 'files', count: files.length }}>
            <ul class="rows" aria-label="Files" onKeyDown={(e) => void moveFocus(e, '[data-row]')}>
              {files.slice(0, FILES_SHOWN).map((file, i) => (
                <FileRow key={file.fileId} file={file} tabIndex={i === 0 ? 0 : -1} />
              ))}
            </ul>
          </Section>
        )}
        {app.start.value?.readOnly === null && <Next projectId={projectId} />}
      </main>
      <Composer place={place} files={files} projectName={row?.name} />
    </>
  );
}
