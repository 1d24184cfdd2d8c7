import type { Server } from './server';

/** What nobody may read of what a server, or the way to it, says: who sends it back has not kept it. */
export type Secrets = Pick<Server, 'key' | 'headers'>;

const looksLikeKey =
  /\b(?:(?:sk|pk|gsk|xai|rk|hf)[-_]|AIza)[\w-]{8,}|(?<=\bBearer\s+)(?=\S*[\d.])[\w.~+/=-]{12,}/gi;

/** As in `http://me:secret@proxy`. */
const inAddress = /(?<=:\/\/)[^\s/@:]*:[^\s/@]*(?=@)/g;

/** The text without the key and what the headers prove with, and without anything that looks like a key. */
export function redact(text: string, secrets: Secrets | undefined): string {
  const hidden = secrets ? formsOf(secrets) : [];
  return hidden
    .reduce((left, form) => left.replaceAll(form, '[key]'), text)
    .replace(looksLikeKey, '[key]')
    .replace(inAddress, '[key]');
}

/** Headers that say who asks and prove nothing. */
const open = /^(accept.*|content-.*|user-agent|(http-)?referer|origin|x-title)$/i;
/** What is shorter proves nothing, and would be found in ordinary words. */
const shortestSecret = 6;

/** As they were sent and as they may be quoted, the longest first: one may hold another. */
function formsOf({ key, headers }: Secrets): string[] {
  const values = Object.entries(headers).flatMap(
    ([name, value]) => (open.test(name) ? [] : [value, ...value.split(' ')]), // “Basic” and what follows it
  );
  const secrets = [...(key ? [key] : []), ...values.filter((one) => one.length >= shortestSecret)];
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** What somebody else wrote, made fit for the inside of a sentence. */
export function quote(text: string, secrets: Secrets | undefined, atMost = 300): string {
  const plain = redact(text, secrets)
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return `“${plain.length > atMost ? `${plain.slice(0, atMost - 1).trimEnd()}…` : plain}”`;
}
