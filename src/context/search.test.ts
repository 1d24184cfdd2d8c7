import type { Token } from 'marked';
import { expect, test } from 'vitest';
import { arrangeChats } from '../db/chatPlaces';
import { createChat, renameChat } from '../db/chats';
import { addMessage } from '../db/messages';
import { createProjectWithChat } from '../db/projects';
import { lex } from '../webview/markdown/lexer';
import { safeHref } from '../webview/markdown/links';
import { indexAttachments } from './passageIndex';
import { SEARCH_ID, searchProvider, searchWords } from './search';
import { type Contents, openTestProject } from './testing';

async function openSearch(contents: Contents = {}) {
  const project = await openTestProject(contents);
  const { db, projectId, chatId } = project;
  await indexAttachments(db, projectId, await project.read());
  const provider = searchProvider(db, projectId, chatId);
  async function ask(text: string) {
    const turns = [{ role: 'user' as const, text }];
    const request = { model: '', system: '', turns, temperature: 1, maxTokens: 1 };
    let answer = '';
    for await (const part of provider.answer(request, new AbortController().signal)) {
      if (part.type === 'text') answer += part.text;
    }
    return answer;
  }
  /** A chat of this project, or of the one given, in which this was said. */
  async function say(text: string, title = 'Another chat', model?: string, inProject = projectId) {
    const { id } = await createChat(db, inProject, { title });
    await addMessage(db, {
      chatId: id,
      role: model ? 'assistant' : 'user',
      text,
      ...(model && { model }),
    });
    return id;
  }
  return { ...project, ask, say };
}

/** Every token, however deep. */
const flat = (tokens: Token[]): Token[] =>
  tokens.flatMap((token) => [
    token,
    ...('tokens' in token && token.tokens ? flat(token.tokens) : []),
  ]);

const PLAIN = new Set(['paragraph', 'space', 'text', 'escape', 'link', 'blockquote', 'code']);

/** What it would be in the chat: the links that can be followed, and everything that is more than text. */
function seen(markdown: string) {
  const tokens = flat(lex(markdown));
  const links = tokens.filter(({ type }) => type === 'link');
  return {
    links: links.map((link) => safeHref('href' in link ? String(link.href) : '')),
    odd: tokens.filter(({ type }) => !PLAIN.has(type)),
    code: tokens.filter(({ type }) => type === 'code').length,
  };
}

test('words are found without their case, each once, the common ones dropped', () => {
  expect(searchWords('Why does the WEBHOOK retry the webhook?')).toEqual(['WEBHOOK', 'retry']);
  expect(searchWords('retry_policy: été, 日本語 42')).toEqual([
    'retry_policy',
    'été',
    '日本語',
    '42',
  ]);
});

test('common words are kept where there is nothing else', () => {
  expect(searchWords('To be or not to be')).toEqual(['To', 'be', 'or', 'not']);
});

test.each(['', '?!', '___', '\u{301}', 'x'.repeat(1_000_000)])(
  'there are no words in “%.20s”',
  async (text) => {
    expect(searchWords(text)).toEqual([]);
    const { ask } = await openSearch();
    expect(await ask(text)).toContain('there were none in this message');
  },
);

test.each([
  ['how does parseHTTPHeader work?', 'call parse_http_header'],
  ['重试策略是什么', '支付的重试策略'],
  ['what about 🎉', 'shipped🎉'],
])('“%s” finds “%s”, as the search of the whole library does', async (question, text) => {
  const { ask, say } = await openSearch();
  await say('something else');
  const chatId = await say(text);
  expect(seen(await ask(question)).links).toEqual([`chat:${chatId}`]);
});

test('a passage of a file comes with its link and line, in a block of code', async () => {
  const lines = Array.from({ length: 40 }, (_, n) => (n === 29 ? 'retry twice' : `line ${n}`));
  const { ask } = await openSearch({ 'src/a.ts': lines.join('\r\n') });
  const answer = await ask('why do we retry?');
  expect(answer).toContain('No model was asked.');
  expect(seen(answer)).toMatchObject({ links: ['src/a.ts:25'], code: 1 });
  expect(answer).toContain('```ts\n');
});

test('passages with every word come alone; with none, those with some', async () => {
  const { ask } = await openSearch({
    'both.ts': 'apple and banana',
    'one.ts': 'apple',
    'other.ts': 'banana',
  });
  expect(seen(await ask('apple banana')).links).toEqual(['both.ts:1']);
  expect(seen(await ask('apple cherry')).links).toEqual(['one.ts:1', 'both.ts:1']);
  expect(await ask('cherry elder')).toBe(
    'Nothing in this project’s files and chats matches “cherry”, “elder”. Try other words, attach more files, or choose a model.',
  );
});

test('other chats of the project are found, with a link to each', async () => {
  const { ask, say } = await openSearch();
  const chatId = await say('We retry twice.', 'Retry policy');
  const answer = await ask('retry');
  expect(answer).toContain(`[Retry policy](chat:${chatId})\n\n> We retry twice.`);
});

test('not found are: this chat, trashed ones, other projects’, and what Search itself said', async () => {
  const { db, chatId, ask, say } = await openSearch();
  await addMessage(db, { chatId, role: 'user', text: 'retry here' });
  await arrangeChats(db, [await say('retry in the trash')], { shelf: 'trashed' });
  const elsewhere = await createProjectWithChat(db, { name: 'Elsewhere' });
  await say('retry elsewhere', 'Elsewhere', undefined, elsewhere.project.id);
  await say('retry said Search', 'Search', SEARCH_ID);
  expect(await ask('retry')).toContain('Nothing in this project');

  await say('retry said a model', 'Model', 'test:model');
  expect(await ask('retry')).toContain('said a model');
});

test('nothing that is typed is full-text syntax', async () => {
  const { ask } = await openSearch({ 'a.ts': 'apple AND NEAR("x") 日本 été' });
  const alphabet = [
    ...`"'*^:()-+{}[],.;\\\0\n %_~#@!?`,
    'AND ',
    'OR ',
    'NOT ',
    'NEAR(',
    'apple',
    'été',
    '日',
    '😀',
    '\uD83D',
    'text:',
    '✓',
  ];
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let n = 0; n < 300; n++) {
    const question = Array.from(
      { length: 1 + random(12) },
      () => alphabet[random(alphabet.length)],
    ).join('');
    const words = searchWords(question);
    const answer = await ask(question);
    if (words.includes('apple')) expect(answer).toContain('a.ts');
    else expect(answer).not.toBe('');
  }
});

const HOSTILE = [
  'a](https://evil.example)[b',
  'a\n\n# Heading\n\n![x](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>.ts',
  '**bold** _em_ `code` ~~gone~~ &lt;b&gt;',
  'back\\slash\\[x](y)',
  'a>(<https://evil.example>)',
  '| a | b |\r\n|---|---|\r\n| c | d |',
  '[x]: https://evil.example',
  '`'.repeat(9),
];

test.each(HOSTILE)('a file called “%s” is only a name', async (name) => {
  const path = `src/${name}.ts`;
  const { ask } = await openSearch({ [path]: 'apple' });
  const { links, odd, code } = seen(await ask('apple'));
  expect(odd).toEqual([]);
  expect(code).toBe(1);
  // A link to the file itself, or none where the webview opens no such names.
  expect([[`${path}:1`], [undefined]]).toContainEqual(links);
});

test.each(HOSTILE)(
  'a chat called “%s” is only a title, and what was said in it is quoted',
  async (name) => {
    const { db, ask, say } = await openSearch();
    const chatId = await say(`apple ${name}\n\n${name}`);
    await renameChat(db, chatId, name);
    const { links, odd } = seen(await ask('apple'));
    expect(odd).toEqual([]);
    expect([[`chat:${chatId}`], [undefined]]).toContainEqual(links);
  },
);

test('names with signs that links encode lead to their file', async () => {
  const paths = ['a b.ts', '100%.ts', 'a%20b.ts', 'a&amp;b.ts', 'été/日本.ts', '(x).ts', '[id].ts'];
  const named = paths.map((path, n) => [path, `word${n}`] as const);
  const { ask } = await openSearch(Object.fromEntries(named));
  for (const [path, word] of named) expect(seen(await ask(word)).links).toEqual([`${path}:1`]);
});
