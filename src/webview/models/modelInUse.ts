import { createModel, effect, signal } from '@preact/signals';
import type { AppHost, Place } from '../../protocol/api';
import { oneAtATime } from './attempts';

/** The model that would answer here, and what the chat has of its own for it. */
export const ModelInUse = createModel((host: AppHost, place: Place) => {
  const name = signal<string>();
  const settings = signal<readonly string[]>([]);
  /** The picker stays usable under its neutral name. */
  const failed = signal(false);

  const load = oneAtATime(async () => {
    try {
      const told = await host.call('modelInUse', place);
      name.value = told.name;
      settings.value = told.settings;
      failed.value = false;
    } catch {
      name.value = undefined;
      failed.value = true;
    }
  });
  const isMine = (changed: { projectId: string }) => changed.projectId === place.projectId;

  effect(() => host.on('modelChanged', () => void load()));
  effect(() => host.on('projectsChanged', (changed) => void (isMine(changed) && load())));

  return { name, settings, failed, load };
});
export type ModelInUse = InstanceType<typeof ModelInUse>;
