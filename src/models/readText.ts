import { TextDecoder } from 'node:util';
import { ModelError } from './provider';
import type { Server } from './server';

/** The text of a body as it arrives, in the character set that the server named, UTF-8 where it named none. */
export async function* readText(server: Server, response: Response): AsyncGenerator<string> {
  const decoder = decoderFor(server, response);
  for await (const bytes of response.body ?? []) {
    const text = decoder.decode(bytes, { stream: true });
    if (text) yield text;
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}

function decoderFor(server: Server, response: Response): TextDecoder {
  const type = response.headers.get('content-type') ?? '';
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch (cause) {
    throw new ModelError(
      `${server.name} answers in a character set that is not known here, “${charset.slice(0, 40)}”. Choose another model.`,
      'chooseModel',
      { cause },
    );
  }
}

/** The beginning of a text, whole where it is shorter; what is beyond is not asked for. */
export async function readUpTo(pieces: AsyncIterable<string>, length: number): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length >= length) break;
  }
  return text.slice(0, length);
}
