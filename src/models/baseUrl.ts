/** Where a server may be, in the order in which to ask, or what is wrong with what was typed. */
export type TypedAddress = { candidates: string[] } | { problem: string };

/**
 * Reads an address as people type or paste it. Where /v1 may be missing there are several candidates: the caller
 * asks each for its models, takes the first that has them and shows it. A path that was typed comes before a
 * guess; an address without one hardly ever is the whole address.
 */
export function readAddress(typed: string): TypedAddress {
  const text = typed.trim();
  if (text === '') return { problem: `Type the address of the server, such as ${example}.` };
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return { problem: `An address begins with http:// or https://, not with ${scheme}://.` };
  }
  const url = parse(scheme === undefined ? `${guessScheme(text)}://${text}` : text);
  if (!url) return { problem: `This is not an address. Type one such as ${example}.` };
  const problem = problemOfAddress(url);
  return problem === undefined ? { candidates: candidatesFor(url) } : { problem };
}

/** Why nothing can be put behind this address; without what must not be shown of it. */
export function problemOfAddress(url: URL): string | undefined {
  if (url.username || url.password) {
    return 'Leave the name and the password out of the address. A key is asked for later and is kept apart from the settings.';
  }
  return url.search ? 'Leave out the “?” and what follows it.' : undefined;
}

const example = 'http://127.0.0.1:11434/v1';

function parse(text: string): URL | undefined {
  if (/[\s\\]/.test(text)) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Servers at home and on this computer have no certificate; all others have. */
function guessScheme(text: string): 'http' | 'https' {
  const host = (parse(`http://${text}`)?.hostname ?? '').replace(/\.$/, '');
  const isNear =
    /^(localhost|\[::1\]|0\.0\.0\.0|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/.test(
      host,
    ) ||
    /\.(localhost|local|lan|internal)$/.test(host) ||
    !/[.:]/.test(host);
  return isNear ? 'http' : 'https';
}

/** What people copy along with the address: the ends of OpenAI's and of Ollama's own paths. */
const endings =
  /\/(chat\/completions|completions|responses|embeddings|models|api\/(chat|generate|tags|version))$/i;

function candidatesFor(url: URL): string[] {
  const path = url.pathname.replace(/\/+$/, '').replace(endings, '').replace(/\/+$/, '');
  const base = `${url.origin}${path}`;
  if (/\/v\d+\w*(\/|$)/i.test(path)) return [base];
  return path === '' ? [`${base}/v1`, base, `${base}/api/v1`] : [base, `${base}/v1`];
}
