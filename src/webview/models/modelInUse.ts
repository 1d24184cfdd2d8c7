import { createModel, effect, signal } from '@preact/signals';
import type { AppHost, Place } from '../../protocol/api';
import { oneAtATime } from './attempts';

/** The name of the model that would answer here. */
export const ModelInUse = createModel((host: AppHost, place: Place) => {
  const name = signal<string>();
  const id = signal<string>();

  const load = oneAtATime(async () => {
    try {
      const model = await host.call('modelInUse', place);
      name.value = model.name;
      id.value = model.id;
    } catch {
      // The picker stays usable under its neutral name.
      name.value = undefined;
    }
  });
  const isMine = (changed: { projectId: string }) => changed.projectId === place.projectId;

  effect(() => host.on('modelChanged', () => void load()));
  effect(() => host.on('projectsChanged', (changed) => void (isMine(changed) && load())));

  return { name, id, load };
});
export type ModelInUse = InstanceType<typeof ModelInUse>;
