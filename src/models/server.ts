/** The server a request goes to: what a sentence about it needs to know. */
export interface Server {
  /** As shown. */
  name: string;
  /** Without a slash at its end. */
  baseUrl: string;
  key: string | undefined;
  /** Sent with every request beside the key. */
  headers: Record<string, string>;
  /** The model that was asked for, where one was. */
  model?: string;
}

/** `undefined` when there is none. What was pasted with blanks around it is the key without them. */
export const trimmedKey = (key: string | undefined) => key?.trim() || undefined;

/** Whether it can be sent at all: a header takes neither blanks nor line breaks nor letters beyond ASCII. */
export const isSendableKey = (key: string) => /^[\x21-\x7e]+$/.test(key);

/** Names the header that cannot be sent, without its value. */
export function problemOfHeaders(headers: Record<string, string>): string | undefined {
  const bad = Object.entries(headers).find(
    ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value),
  );
  return bad === undefined
    ? undefined
    : `The header “${bad[0].replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60)}” in its settings has characters in it that no header has, such as a line break.`;
}

/** Reads a key as people paste it. */
export function readKey(typed: string): { key: string } | { problem: string } {
  const key = typed.trim().replace(/^Bearer\s+/i, '');
  if (key === '') return { problem: 'Paste the key.' };
  if (/\s/.test(key)) return { problem: 'A key has no spaces or line breaks in it.' };
  if (!isSendableKey(key)) return { problem: 'A key has only plain letters, digits and signs.' };
  return { key };
}
