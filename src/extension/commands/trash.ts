import * as z from 'zod';
import * as actions from '../actions/trash';
import type { App } from '../app';
import { argument, Id } from './arguments';

export function openTrash(app: App): Promise<void> {
  app.panels.showTrash();
  return Promise.resolve();
}

/** A caller that passes an argument has asked already; a user is asked here. */
export async function emptyTrash(app: App, arg: unknown) {
  const given = argument(z.object({ projectId: Id.optional() }), arg);
  return given ? actions.emptyNow(app, given.projectId ?? null) : actions.emptyTrash(app, null);
}
