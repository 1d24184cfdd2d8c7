import type { Attachment } from '../../protocol/api';

export const fileName = (path: string) => path.split(/[\\/]/).at(-1) || path;

const ICONS: Record<string, string> = {
  md: 'markdown',
  json: 'json',
  ipynb: 'notebook',
  pdf: 'file-pdf',
  zip: 'file-zip',
  png: 'file-media',
  jpg: 'file-media',
  gif: 'file-media',
  svg: 'file-media',
  txt: 'file',
  log: 'file',
};

export const fileIcon = (path: string) =>
  ICONS[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? 'txt'] ?? 'file-code';

export type Tone = 'plain' | 'warning' | 'error';

/** How a file's state reads in a badge. */
export const STATES: Record<Attachment['state'], { label: string; tone: Tone }> = {
  current: { label: 'current', tone: 'plain' },
  changed: { label: 'changed since last seen', tone: 'warning' },
  kept: { label: 'kept as it was', tone: 'plain' },
  missing: { label: 'missing', tone: 'error' },
  binary: { label: 'binary, left out', tone: 'error' },
  tooLarge: { label: 'too large, left out', tone: 'error' },
  unreadable: { label: 'not readable', tone: 'error' },
  untrusted: { label: 'waits for trust', tone: 'warning' },
};
