import { createModel, effect, signal } from '@preact/signals';
import { sentence } from './attempts';

const SAVE_AFTER_MS = 600;

export interface FieldOptions {
  /** What is wrong with it, as a sentence; undefined when it may be saved. Without it only the extension says. */
  check?: ((text: string) => string | undefined) | undefined;
  save(text: string): Promise<unknown>;
}

/** One field of a form that saves itself. */
export const FieldModel = createModel(({ check, save }: FieldOptions) => {
  const text = signal('');
  const problem = signal<string>();
  const saved = signal(false);
  let stored: string | undefined;
  let dirty = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    const value = text.value;
    problem.value = check?.(value);
    if (!dirty || problem.value) return;
    if (value === stored) return void (dirty = false);
    try {
      await save(value);
      stored = value;
      dirty = text.value !== value;
      saved.value = !dirty;
    } catch (error) {
      problem.value = sentence(error);
    }
  };
  const type = (next: string) => {
    text.value = next;
    dirty = true;
    saved.value = false;
    problem.value = undefined;
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), SAVE_AFTER_MS); // keeps its own failure
  };
  /** The extension's value, unless the user is in the middle of changing it. */
  const hear = (value: string) => {
    if (dirty) return;
    stored = value;
    text.value = value;
  };

  effect(() => () => void flush());
  return { text, problem, saved, type, hear, flush };
});
export type FieldModel = InstanceType<typeof FieldModel>;
