/** An error whose message was written for the user: what went wrong, and what to do. */
export class UserError extends Error {
  override name = 'UserError';
}
