import { expect, test } from 'vitest';
import { safeHref } from './links';

const CHAT = 'chat:01a20371-9ac4-7740-860c-a3d5074c760a';

test('the chats that Search names can be opened', () => {
  expect(safeHref(CHAT)).toBe(CHAT);
});

test.for([
  `${CHAT}0`,
  CHAT.slice(0, -1),
  `${CHAT}?x`,
  `${CHAT}/../x`,
  `x${CHAT}`,
  CHAT.replace(':', '://'),
  CHAT.replace('chat', 'Chat'),
  CHAT.toUpperCase(),
  `${CHAT.slice(0, -1)}g`,
  `${CHAT.slice(0, -1)}%41`,
  'chat:workbench.action.quit',
  `command:${CHAT}`,
  'chat:',
])('%s is not a link to a chat', (href) => {
  expect(safeHref(href)).toBeUndefined();
});

test.for([
  ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['src/a.ts:42', 'src/a.ts:42'],
  ['src/a%20b.ts#L7', 'src/a b.ts:7'],
] as const)('%s is a link', ([raw, href]) => {
  expect(safeHref(raw)).toBe(href);
});

test.for([
  'javascript:alert(1)',
  'command:x',
  'data:text/html,x',
  'file:///etc/passwd',
  '//a.b',
  '',
])('%s is not a link', (href) => {
  expect(safeHref(href)).toBeUndefined();
});
