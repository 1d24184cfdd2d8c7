import { createModel, signal } from '@preact/signals';
import { sentence } from './attempts';

/** Half of what is promised: a draft is on disk within 500 ms of the keystroke. */
export const SAVE_AFTER_MS = 250;

/** Text that is kept while it is typed. */
export const DraftModel = createModel((save: (text: string) => Promise<unknown>) => {
  const text = signal('');
  const problem = signal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Nobody is saving the last words. */
  let isDirty = false;
  let saving: Promise<void> | undefined;
  /** How often the text became another here. */
  let typed = 0;

  /** Saves what is not saved yet and waits until all of it is. */
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (!isDirty) return saving;
    isDirty = false;
    const mine = store(text.value);
    saving = mine;
    await mine;
    if (saving === mine) saving = undefined;
  };

  const store = async (draft: string) => {
    try {
      await save(draft);
      problem.value = undefined;
    } catch (error) {
      isDirty = true;
      problem.value = `The draft is not saved. ${sentence(error)}`;
    }
  };

  /** The first keystroke starts the clock and later ones do not reset it. */
  const type = (next: string) => {
    text.value = next;
    isDirty = true;
    typed += 1;
    timer ??= setTimeout(() => void flush(), SAVE_AFTER_MS); // `store` keeps its own failure
  };

  /** What was sent is no draft any more; what was typed meanwhile stays. */
  const forget = (sent: string) => {
    const now = text.value;
    if (now === sent) {
      text.value = '';
      isDirty = false;
      typed += 1;
    } else if (now.startsWith(sent)) type(now.slice(sent.length));
  };

  /** What the library has, unless newer words are on their way to it. */
  const hear = (saved: string) => {
    if (!isDirty && !saving) text.value = saved;
  };
  /** The same of a library that is asked for it: what is typed before it answers is newer. */
  const read = async (ask: () => Promise<string>) => {
    await flush();
    const before = typed;
    const saved = await ask();
    if (typed === before) hear(saved);
  };

  return { text, problem, type, forget, hear, read, flush };
});
export type DraftModel = InstanceType<typeof DraftModel>;
