import { bundleProgram } from '../db/testing';
import { createMaintenance, type RunJob } from './maintenance';

/** The maintenance thread's code, built once per test process. */
export const testMaintenance = async (): Promise<RunJob> =>
  createMaintenance(await bundleProgram('src/library/maintenanceWorker.ts'));
