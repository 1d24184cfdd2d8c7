import { createModel, signal } from '@preact/signals';
import { sentence } from './attempts';

/** Half of what is promised: a draft is on disk within 500 ms of the keystroke. */
export const SAVE_AFTER_MS = 250;

/** Text that is kept while it is typed. */
export const DraftModel = createModel((save: (text: string) => Promise<unknown>) => {
  const text = signal('');
  const problem = signal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | undefined;

  const hold = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  /** Saves what is not saved yet and waits until all of it is. */
  const flush = async (): Promise<void> => {
    if (timer !== undefined) {
      hold();
      const mine = store(text.value);
      saving = mine;
      await mine;
      if (saving === mine) saving = undefined;
    } else await saving;
  };

  const store = async (draft: string) => {
    try {
      await save(draft);
      problem.value = undefined;
    } catch (error) {
      problem.value = `The draft is not saved. ${sentence(error)}`;
    }
  };

  /** The first keystroke starts the clock and later ones do not reset it. */
  const type = (next: string) => {
    text.value = next;
    timer ??= setTimeout(() => void flush(), SAVE_AFTER_MS); // `store` keeps its own failure
  };

  /** What the library has, unless newer words are on their way to it. */
  const hear = (saved: string) => {
    if (timer === undefined && !saving) text.value = saved;
  };

  return { text, problem, type, hear, flush };
});
export type DraftModel = InstanceType<typeof DraftModel>;
