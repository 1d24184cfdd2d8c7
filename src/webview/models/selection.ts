import { computed, createModel, signal } from '@preact/signals';

/** Which rows of a list are selected; by id, so that it outlives a list that is read again. */
export const SelectionModel = createModel(() => {
  const ids = signal<ReadonlySet<string>>(new Set());
  const count = computed(() => ids.value.size);
  /** Where a range begins: the row that was last chosen by itself. */
  let anchor: string | undefined;

  const has = (id: string) => ids.value.has(id);
  const set = (next: Iterable<string>) => {
    ids.value = new Set(next);
  };
  const clear = () => {
    if (ids.value.size > 0) set([]);
  };
  /** The next range begins here. */
  const begin = (id: string) => {
    anchor = id;
  };
  const toggle = (id: string) => {
    anchor = id;
    set(has(id) ? [...ids.value].filter((other) => other !== id) : [...ids.value, id]);
  };
  const only = (id: string) => {
    anchor = id;
    set([id]);
  };
  /** From the anchor to this row, in the order of the list. */
  const extendTo = (id: string, list: readonly string[]) => {
    const to = list.indexOf(id);
    const from = anchor === undefined ? to : list.indexOf(anchor);
    if (to < 0) return;
    if (from < 0) return only(id);
    set(list.slice(Math.min(from, to), Math.max(from, to) + 1));
  };
  /** What has left the list is not selected any more. */
  const keep = (list: readonly string[]) => {
    const listed = new Set(list);
    const kept = [...ids.value].filter((id) => listed.has(id));
    if (kept.length < ids.value.size) set(kept);
  };
  /** Those that something was done to; what was selected meanwhile stays. */
  const drop = (done: readonly string[]) => {
    const gone = new Set(done);
    set([...ids.value].filter((id) => !gone.has(id)));
  };
  /** What something is done to: the selection, when the row is part of it, else the row alone. */
  const including = (id: string) => (has(id) ? [...ids.value] : [id]);

  return { ids, count, has, set, clear, begin, toggle, only, extendTo, keep, drop, including };
});
export type SelectionModel = InstanceType<typeof SelectionModel>;
