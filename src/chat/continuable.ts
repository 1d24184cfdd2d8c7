import { SEARCH_ID } from '../context/search';
import { type BranchMessage, getMessage, hasChildren } from '../db/messages';
import type { Db } from '../db/open';
import { UserError } from '../db/userError';
import { parseModelId } from '../models/modelId';

/**
 * An answer that is not whole and that nothing has been built upon yet.
 * @throws {UserError} for any other message
 */
export async function continuable(
  db: Db,
  messageId: string,
): Promise<BranchMessage & { model: string }> {
  const message = await getMessage(db, messageId);
  const { role, model, status, text } = message;
  if (role !== 'assistant' || model === null || status === 'done' || status === 'streaming') {
    throw new UserError('Only an answer that is not whole can be continued.');
  }
  if (text === '' || parseModelId(model).provider === SEARCH_ID) {
    throw new UserError('There is nothing to continue yet. Retry asks again from the beginning.');
  }
  if (await hasChildren(db, message)) {
    throw new UserError('This answer was answered already. Ask for the rest in a new message.');
  }
  return { ...message, model };
}
