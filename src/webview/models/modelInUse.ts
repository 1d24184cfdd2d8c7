import { createModel, effect, signal } from '@preact/signals';
import type { AppHost, Place } from '../../protocol/api';
import { oneAtATime } from './attempts';

/** The name of the model that would answer here. */
export const ModelInUse = createModel((host: AppHost, place: Place) => {
  const name = signal<string>();
  /** The picker stays usable under its neutral name. */
  const failed = signal(false);

  const load = oneAtATime(async () => {
    try {
      name.value = (await host.call('modelInUse', place)).name;
      failed.value = false;
    } catch {
      name.value = undefined;
      failed.value = true;
    }
  });
  const isMine = (changed: { projectId: string }) => changed.projectId === place.projectId;

  effect(() => host.on('modelChanged', () => void load()));
  effect(() => host.on('projectsChanged', (changed) => void (isMine(changed) && load())));

  return { name, failed, load };
});
export type ModelInUse = InstanceType<typeof ModelInUse>;
