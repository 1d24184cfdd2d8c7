import * as z from 'zod';
import { Month } from '../../protocol/api';
import type { App } from '../app';
import { readUsage } from '../usage';
import { argument, Id } from './arguments';

/** Given an argument, what was spent in that month, this one where none is named; else the page opens. */
export async function showUsage(app: App, arg: unknown) {
  const given = argument(z.object({ projectId: Id.optional(), month: Month.optional() }), arg);
  if (!given) return app.panels.showUsage();
  const { projectId = null, month = null } = given;
  return readUsage((await app.services()).db, { projectId, month });
}
