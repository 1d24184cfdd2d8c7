const looksLikeKey =
  /\b(?:(?:sk|pk|gsk|xai|rk|hf)[-_]|AIza)[\w-]{8,}|(?<=\bBearer\s+)(?=\S*[\d.])[\w.~+/=-]{12,}/gi;

/** The text without the key, and without anything that looks like one. */
export function redact(text: string, key: string | undefined): string {
  const withoutKey = key
    ? [key, encodeURIComponent(key)].reduce((left, form) => left.replaceAll(form, '[key]'), text)
    : text;
  return withoutKey.replace(looksLikeKey, '[key]');
}

/** What somebody else wrote, made fit for the inside of a sentence. */
export function quote(text: string, key: string | undefined, atMost = 300): string {
  const plain = redact(text, key)
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return `“${plain.length > atMost ? `${plain.slice(0, atMost - 1).trimEnd()}…` : plain}”`;
}
