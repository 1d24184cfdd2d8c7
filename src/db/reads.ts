/** Whatever does not write. */
export const isRead = (sql: string): boolean =>
  /^\s*(select|explain|pragma)\b/i.test(sql) ||
  (/^\s*with\b/i.test(sql) && !/\b(insert|update|delete|replace)\b/i.test(sql));
