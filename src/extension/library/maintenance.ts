import path from 'node:path';
import type * as vscode from 'vscode';
import { createMaintenance, type RunJob } from '../../library/maintenance';

/** What runs jobs on the maintenance thread, which is started for each and ends with it. */
export const maintenanceOf = ({ extensionPath }: vscode.ExtensionContext): RunJob =>
  createMaintenance(path.join(extensionPath, 'dist', 'maintenance.js'));
