import type { App } from '../app';

export function showUsage(app: App): Promise<void> {
  app.panels.showUsage();
  return Promise.resolve();
}
