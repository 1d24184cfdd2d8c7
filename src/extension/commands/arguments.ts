import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../db/userError';

/** A plain object is a caller's argument; menus pass a Uri or nothing. */
export const isCall = (arg: unknown): arg is Record<string, unknown> =>
  typeof arg === 'object' && arg !== null && !(arg instanceof vscode.Uri) && !('scheme' in arg);

/** The caller's argument, checked; undefined when there is none, so that the user is asked. */
export function argument<T extends z.ZodType>(shape: T, arg: unknown): z.output<T> | undefined {
  if (!isCall(arg)) return undefined;
  const parsed = shape.safeParse(arg);
  if (parsed.success) return parsed.data;
  throw new UserError(`The argument does not fit: ${z.prettifyError(parsed.error)}`);
}

export const Id = z.uuid();
export const ProjectArgument = z.object({ projectId: Id });
export const ChatArgument = z.object({ chatId: Id });
/** One chat, or several at once. */
export const ChatsArgument = z
  .object({ chatId: Id.optional(), chatIds: z.array(Id).min(1).optional() })
  .refine(({ chatId, chatIds }) => chatId ?? chatIds, 'Give chatId or chatIds.');
export const idsOf = ({
  chatId,
  chatIds,
}: {
  chatId?: string | undefined;
  chatIds?: string[] | undefined;
}) => chatIds ?? (chatId === undefined ? [] : [chatId]);
