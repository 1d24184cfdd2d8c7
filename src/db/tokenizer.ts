/** How every full-text table cuts text into words. */
export const TOKENIZER = `tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'`;

/** Something in the library's file that follows from its tables. */
export interface Derived {
  kind: 'TABLE' | 'VIEW' | 'TRIGGER';
  create: string;
}
