import { useModel } from '@preact/signals';
import type { Attachment, Project } from '../../protocol/api';
import { count, shortTokens } from '../format/amounts';
import { ModelInUse } from '../models/modelInUse';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { AdvancedSettings } from './AdvancedSettings';
import { Field } from './Field';
import {
  checkMaxTokens,
  checkName,
  checkTemperature,
  checkText,
  parseMaxTokens,
  parseTemperature,
} from './fieldChecks';
import { AttachButtons, FilesTable } from './FilesTable';
import { Icon } from './IconButton';
import { LimitFields } from './LimitFields';

const FILES_SHOWN = 6;

type Change = Partial<
  Pick<Project, 'name' | 'description' | 'instructions' | 'temperature' | 'maxTokens'>
>;

function useSave(projectId: string) {
  const { host } = useSurroundings();
  return (change: Change) => host.call('updateProject', { projectId, change });
}

function ModelSettings({ project }: { project: Project }) {
  const { host, act, app } = useSurroundings();
  const save = useSave(project.projectId);
  const place = { projectId: project.projectId, chatId: null };
  const model = useModel(() => new ModelInUse(host, place));
  useReading(model.load);
  return (
    <section class="model-settings">
      <h2>Model</h2>
      <div class="field inline">
        <div class="field-head">
          <span id="model-label">Model</span>
        </div>
        <button
          class="select"
          aria-labelledby="model-label model-name"
          disabled={app.start.value?.readOnly !== null}
          onClick={() => act(() => host.call('selectModel', place))}
        >
          <span class="ellipsis" id="model-name">
            {model.name.value ?? (model.failed.value ? 'Choose' : '')}
          </span>
          <Icon name="chevron-down" />
        </button>
      </div>
      <Field
        inline
        label="Temperature"
        inputMode="decimal"
        value={String(project.temperature)}
        check={checkTemperature}
        save={(text) => save({ temperature: parseTemperature(text) })}
      />
      <Field
        inline
        label="Max tokens"
        inputMode="numeric"
        value={count(project.maxTokens)}
        check={checkMaxTokens}
        save={(text) => save({ maxTokens: parseMaxTokens(text) })}
      />
      <AdvancedSettings project={project} />
      <button class="text-button" onClick={() => act(() => host.call('manageModels', {}))}>
        Manage models
      </button>
    </section>
  );
}

function FilesInShort({ projectId, files }: { projectId: string; files: readonly Attachment[] }) {
  const { app } = useSurroundings();
  const tokens = files.reduce((sum, file) => sum + (file.tokens ?? 0), 0);
  return (
    <section>
      <div class="field-head">
        <h2>Files</h2>
        {tokens > 0 && <small>{shortTokens(tokens)} tokens when sent whole</small>}
      </div>
      {files.length === 0 ? (
        <AttachButtons projectId={projectId} />
      ) : (
        <FilesTable short files={files.slice(0, FILES_SHOWN)} />
      )}
      {files.length > FILES_SHOWN && (
        <button class="text-button" onClick={() => app.showTab('files')}>
          All {files.length} files
        </button>
      )}
    </section>
  );
}

interface Props {
  project: Project;
  files: readonly Attachment[];
}

export function Overview({ project, files }: Props) {
  const save = useSave(project.projectId);
  return (
    <div class="overview">
      <div class="overview-main">
        <Field
          label="Instructions"
          hint="Sent with every request"
          rows={6}
          placeholder="What should every answer in this project take into account?"
          value={project.instructions}
          check={checkText}
          save={(instructions) => save({ instructions })}
        />
        <FilesInShort projectId={project.projectId} files={files} />
      </div>
      <div class="overview-side">
        <ModelSettings project={project} />
        <LimitFields project={project} />
        <section>
          <h2>About</h2>
          <Field
            label="Name"
            value={project.name}
            check={checkName}
            save={(name) => save({ name })}
          />
          <Field
            label="Description"
            rows={2}
            value={project.description}
            check={checkText}
            save={(description) => save({ description })}
          />
        </section>
      </div>
    </div>
  );
}
