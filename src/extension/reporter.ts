import * as vscode from 'vscode';
import * as z from 'zod';
import { isDamage } from '../db/damage';
import { UserError } from '../db/userError';
import { DatabaseError } from '../db/workerClient';
import { isModelError } from '../models/provider';

const SOMETHING_WENT_WRONG = 'Something went wrong. The log says more.';

/** The one road by which an error reaches the user. */
export class Reporter implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Better GPT', { log: true });

  log = (error: unknown): void => {
    this.channel.error(error instanceof Error ? error : String(error));
  };

  /** For whoever reads the log: something was done without being asked for at this moment. */
  note = (sentence: string): void => this.channel.info(sentence);

  /** The sentence to show. Whatever was not written for the user goes to the log with its stack. */
  describe = (error: unknown): string => {
    const written = writtenForUser(error);
    if (written) return written.message;
    if (error instanceof z.ZodError) return sentenceOf(error);
    this.log(error);
    return databaseSentence(error) ?? SOMETHING_WENT_WRONG;
  };

  /** For what the user started: shows what went wrong, and returns undefined. */
  async guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      void this.show(this.describe(error));
      return undefined;
    }
  }

  showLog = (): void => this.channel.show();

  dispose(): void {
    this.channel.dispose();
  }

  private async show(sentence: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(sentence, 'Show Log');
    if (choice) this.showLog();
  }
}

/** Drizzle wraps what a query failed with. */
const writtenForUser = (error: unknown): Error | undefined =>
  [error, error instanceof Error ? error.cause : undefined].find(
    (one): one is Error => one instanceof UserError || isModelError(one),
  );

function sentenceOf({ issues: [issue] }: z.ZodError): string {
  if (!issue) return SOMETHING_WENT_WRONG;
  const where = issue.path.join('.');
  return where ? `${where}: ${issue.message}` : issue.message;
}

const DAMAGED =
  'This part of the library is damaged. “Repair Now” in the notification saves what can be read; what you write meanwhile is kept in memory.';

function databaseSentence(error: unknown): string | undefined {
  if (isDamage(error)) return DAMAGED;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof DatabaseError)) return undefined;
  if (cause.code.startsWith('SQLITE_BUSY')) {
    return 'Another window is writing to the library. Try again in a moment.';
  }
  if (cause.code === 'SQLITE_FULL') {
    return 'The disk is full, so nothing more can be written to the library. Make room and try again.';
  }
  if (cause.code.startsWith('SQLITE_READONLY')) {
    return 'The library cannot be written to. Check the permissions of its folder.';
  }
  return undefined;
}
