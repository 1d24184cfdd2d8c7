import { useId, useState } from 'preact/hooks';
import type { Project } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { Field } from './Field';
import { Icon } from './IconButton';
import { Select } from './Select';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

type Settings = Project['settings'];

function Effort({ project }: { project: Project }) {
  const { host, act, app } = useSurroundings();
  const id = useId();
  const { projectId, settings } = project;
  return (
    <div class="field inline">
      <div class="field-head">
        <label for={id}>Reasoning effort</label>
      </div>
      <Select
        id={id}
        disabled={app.start.value?.readOnly !== null}
        value={settings.reasoningEffort}
        onChange={({ currentTarget: { value: reasoningEffort } }) =>
          act(() =>
            host.call('updateProject', { projectId, change: { settings: { reasoningEffort } } }),
          )
        }
      >
        <option value="">Default</option>
        {EFFORTS.map((effort) => (
          <option key={effort}>{effort}</option>
        ))}
      </Select>
    </div>
  );
}

/** What most projects leave to the model, folded away until someone asks or has set some of it. */
export function AdvancedSettings({ project }: { project: Project }) {
  const { host } = useSurroundings();
  const { projectId, settings } = project;
  const [open, setOpen] = useState(Object.values(settings).some(Boolean));
  const save = (change: Partial<Settings>) =>
    host.call('updateProject', { projectId, change: { settings: change } });
  return (
    <div class="advanced">
      <button class="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} /> Advanced
      </button>
      {open && (
        <>
          <Field
            inline
            label="Top-p"
            inputMode="decimal"
            placeholder="Default"
            value={settings.topP}
            save={(topP) => save({ topP })}
          />
          <Effort project={project} />
          <Field
            inline
            label="Stop"
            title="An answer ends before any of these texts. Commas are between them; \n is a line break."
            placeholder="END, \n\n"
            value={settings.stop}
            save={(stop) => save({ stop })}
          />
          <Field
            label="Extra body"
            hint="JSON, sent with every request"
            rows={2}
            code
            placeholder={'{ "seed": 7 }'}
            value={settings.extraBody}
            save={(extraBody) => save({ extraBody })}
          />
        </>
      )}
    </div>
  );
}
