import type { Problem } from '../db/schema';
import type { MessageRow } from '../db/shapes';
import { UserError } from '../db/userError';
import { isModelError } from '../models/provider';

/** How an answer ended, as the chat shows it. */
export interface Outcome {
  status: Exclude<MessageRow['status'], 'streaming'>;
  problem: Problem | null;
}

/** Of a stream that came to its end; `finish` is what the provider said last, if it did. */
export function judge(finish: string | undefined, text: string): Outcome {
  switch (finish) {
    case undefined:
      return failed('The answer ended before it was whole. What had arrived is kept.');
    case 'length':
      return failed(
        'The answer reached its limit of tokens. Raise Max tokens in the project for more.',
      );
    case 'filter':
      return failed('The provider withheld the rest of this answer.');
    default:
      return text === ''
        ? failed('The model gave an empty answer.')
        : { status: 'done', problem: null };
  }
}

/** Of a stream that broke. Undefined when the error was not written for the user. */
export function explain(error: unknown): Outcome | undefined {
  if (isModelError(error)) return failed(error.message, error.action);
  if (error instanceof UserError) return failed(error.message);
  return undefined;
}

export const failed = (sentence: string, action: Problem['action'] = 'retry'): Outcome => ({
  status: 'failed',
  problem: { sentence, action },
});
