/** What SQLite says of a file that it cannot make sense of. */
const CODES = /^SQLITE_(CORRUPT|NOTADB)/;
/** A schema that cannot be parsed is an ordinary error to SQLite. */
const SENTENCES = /malformed|file is not a database|unsupported file format/i;

/** Whether the error says that the library's file is damaged, however deep it is wrapped. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_CORRUPT_VTAB') return false; // the full-text index, which is made anew
  return CODES.test(code) || SENTENCES.test(error.message) || isDamage(error.cause);
}
