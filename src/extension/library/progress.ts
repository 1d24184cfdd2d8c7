import * as vscode from 'vscode';
import type { JobOptions } from '../../library/maintenance';

/** Before this time nobody needs to be told that something is going on, in milliseconds. */
const SOON = 1_000;

/** Shows how far the work is, with Cancel, when it takes longer than a moment. */
export function withProgress<T>(
  title: string,
  work: (options: Required<JobOptions>) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let report: ((step: string) => void) | undefined;
  let step = '';
  const working = work({
    signal: abort.signal,
    onProgress: (next) => {
      step = next;
      report?.(next);
    },
  });
  const show = () =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        report = (message) => progress.report({ message });
        report(step);
        token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
        return working.catch(() => undefined); // whoever waits for the work hears of it
      },
    );
  const timer = setTimeout(() => void show(), SOON);
  return working.finally(() => clearTimeout(timer));
}

/** Shows what is being done from the moment on that anything is said of it. */
export function progressWhenNeeded<T>(
  title: string,
  work: (onProgress: (step: string) => void) => Promise<T>,
): Promise<T> {
  let report: ((step: string) => void) | undefined;
  const working = work((step) => {
    if (!report) void show();
    report?.(step);
  });
  const show = () => {
    report = () => {}; // until the notification is there
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title },
      (progress) => {
        report = (message) => progress.report({ message });
        return working.catch(() => undefined); // whoever waits for the work hears of it
      },
    );
  };
  return working;
}
