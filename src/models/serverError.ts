import { type Fields, isFields } from './json';

/** What a server says about its own failure. */
export interface ServerError {
  message: string;
  /** Its code and type, whichever it gave, in lower case. */
  code: string;
  /** Where the code is an HTTP status. */
  status: number | undefined;
}

/** Finds the error in the shapes that OpenAI, Google, FastAPI, vLLM, Ollama and Cloudflare use. */
export function readServerError(value: unknown): ServerError | undefined {
  if (Array.isArray(value)) return readServerError(value[0]);
  if (!isFields(value)) return undefined;
  const inside = value['error'] ?? value['errors'] ?? value['detail'];
  if (inside !== undefined && inside !== null) return fromInside(inside, value);
  const saysSo = value['object'] === 'error' || value['type'] === 'error';
  return saysSo ? fromFields(value) : undefined;
}

function fromInside(inside: unknown, outside: Fields): ServerError | undefined {
  if (typeof inside === 'string') return { ...fromFields(outside), message: inside };
  if (Array.isArray(inside)) return fromInside(inside[0] ?? '', outside);
  return isFields(inside) ? fromFields(inside) : undefined;
}

function fromFields(fields: Fields): ServerError {
  const words = [fields['code'], fields['type']].filter((word) => typeof word === 'string');
  const number = Number(fields['code'] ?? fields['status']);
  return {
    message: [fields['message'], fields['msg']].find((text) => typeof text === 'string') ?? '',
    code: words.join(' ').toLowerCase(),
    status: number >= 400 && number < 600 ? number : undefined,
  };
}
