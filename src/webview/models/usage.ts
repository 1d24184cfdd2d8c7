import { createModel, effect, signal } from '@preact/signals';
import type { AppHost, Usage } from '../../protocol/api';
import { createAttempts, oneAtATime } from './attempts';

/** What was spent in one month, in a project or, without one, in the library. */
export const UsageModel = createModel((host: AppHost, projectId: string | null) => {
  const usage = signal<Usage>();
  /** Null: this month. */
  const month = signal<string | null>(null);
  const { problem, running, attempt } = createAttempts();

  const load = oneAtATime(async () => {
    await attempt(async () => {
      usage.value = await host.call('usage', { projectId, month: month.value });
    });
  });
  const show = (next: string) => {
    month.value = next;
    return load();
  };

  for (const event of ['chatsChanged', 'projectsChanged', 'trashChanged', 'limitsChanged'] as const)
    effect(() => host.on(event, () => void load())); // keeps its own failure
  return { usage, problem, running, load, show };
});
export type UsageModel = InstanceType<typeof UsageModel>;
