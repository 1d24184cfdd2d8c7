import { createModel, effect, signal } from '@preact/signals';
import type { AppHost, Attachment, Project } from '../../protocol/api';
import { createAttempts, oneAtATime } from './attempts';

/** A project and its files, kept as the extension says they are. */
export const ProjectModel = createModel((host: AppHost, projectId: string) => {
  const project = signal<Project>();
  const files = signal<readonly Attachment[]>();
  const { problem, running, attempt } = createAttempts();

  const load = oneAtATime(async () => {
    await attempt(async () => {
      project.value = await host.call('openProject', { projectId });
    });
  });
  const loadFiles = oneAtATime(async () => {
    await attempt(async () => {
      files.value = await host.call('listFiles', { projectId });
    });
  });
  const open = async () => void (await Promise.all([load(), loadFiles()]));

  const ifMine = (work: () => Promise<void>) => (changed: { projectId: string }) =>
    void (changed.projectId === projectId && work());
  effect(() => host.on('projectsChanged', ifMine(load)));
  effect(() => host.on('chatsChanged', ifMine(load)));
  effect(() => host.on('filesChanged', ifMine(open)));
  effect(() => host.on('trustChanged', () => void loadFiles())); // keeps its own failure

  return { project, files, problem, running, open };
});
export type ProjectModel = InstanceType<typeof ProjectModel>;
