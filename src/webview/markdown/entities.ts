const NAMED: Record<string, string> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', trade: '™',
  hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«',
  raquo: '»', bull: '•', middot: '·', times: '×', divide: '÷', plusmn: '±', deg: '°', micro: 'µ',
  para: '¶', sect: '§', larr: '←', rarr: '→', uarr: '↑', darr: '↓', harr: '↔', rArr: '⇒', hArr: '⇔',
  le: '≤', ge: '≥', ne: '≠', asymp: '≈', infin: '∞', sum: '∑', radic: '√', pi: 'π', alpha: 'α',
  beta: 'β', lambda: 'λ', euro: '€', pound: '£', yen: '¥', cent: '¢', check: '✓', colon: ':',
  lpar: '(', rpar: ')', num: '#', sol: '/', Tab: '\t', NewLine: '\n',
}; // prettier-ignore

function fromCode(code: number): string | undefined {
  if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}

const REFERENCE = /&(?:#x(?<hex>[0-9a-f]{1,6})|#(?<decimal>\d{1,7})|(?<name>\w{2,8}));/gi;

function resolve(hex?: string, decimal?: string, name?: string): string | undefined {
  if (name) return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  return fromCode(hex ? parseInt(hex, 16) : Number(decimal));
}

/** Character references as the characters they stand for; unknown ones stay as written. */
export const decodeEntities = (text: string) =>
  text.includes('&')
    ? text.replace(
        REFERENCE,
        (whole: string, hex?: string, decimal?: string, name?: string) =>
          resolve(hex, decimal, name) ?? whole,
      )
    : text;
