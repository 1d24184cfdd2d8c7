import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where large things that every clone of this project needs are kept once. */
export const cacheFolder = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'better-gpt',
);
