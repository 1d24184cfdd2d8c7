import { useModel } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { FieldModel, type FieldOptions } from '../models/field';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';

interface Props extends FieldOptions {
  label: string;
  /** What the library has. */
  value: string;
  hint?: string;
  title?: string;
  placeholder?: string;
  /** Lines of text; one line when left out. */
  rows?: number;
  inputMode?: 'decimal' | 'numeric';
  /** Label and field in one line. */
  inline?: boolean;
  /** Not prose. */
  code?: boolean;
}

/** A field that saves itself, and says so. */
export function Field({
  label,
  value,
  hint,
  title,
  placeholder,
  rows,
  inputMode,
  inline,
  code,
  check,
  save,
}: Props) {
  const { app } = useSurroundings();
  const field = useModel(() => new FieldModel({ check, save }));
  const id = useId();
  useEffect(() => field.hear(value), [field, value]);
  useEffect(() => {
    const leave = () => void field.flush(); // keeps its own failure
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [field]);

  const problem = field.problem.value;
  const props = {
    id,
    title,
    placeholder,
    spellcheck: !code,
    value: field.text.value,
    readOnly: app.start.value?.readOnly !== null,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-note`,
    onInput: (event: Event & { currentTarget: { value: string } }) =>
      field.type(event.currentTarget.value),
    onBlur: () => void field.flush(),
  };
  return (
    <div
      class={`field ${inline ? 'inline' : ''} ${code ? 'code' : ''} ${problem ? 'invalid' : ''}`}
    >
      <div class="field-head">
        <label for={id}>{label}</label>
        <small aria-live="polite">
          {field.saved.value ? (
            <span class="saved">
              <Icon name="check" /> <span>Saved</span>
            </span>
          ) : (
            hint
          )}
        </small>
      </div>
      {rows ? (
        <textarea {...props} rows={rows} />
      ) : (
        <input {...props} type="text" inputMode={inputMode} />
      )}
      <div id={`${id}-note`} class="field-problem" aria-live="polite">
        {problem}
      </div>
    </div>
  );
}
