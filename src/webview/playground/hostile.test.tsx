// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { Markdown } from '../markdown/Markdown';
import { createMarkdownStream } from '../markdown/stream';
import { AppModel } from '../models/app';
import { SurroundingsContext } from '../surroundings';
import { scriptedHost } from '../testing';
import { createViewState } from '../viewState';
import { hostileAnswer, hostileTable } from './hostile';

afterEach(cleanup);

const ELEMENTS = new Set(
  'a blockquote br button code del div em h3 h4 h5 h6 hr input li ol p pre span strong table tbody td th thead tr ul'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'aria-expanded aria-haspopup aria-hidden aria-label aria-pressed checked class disabled role start tabindex title type'.split(
    ' ',
  ),
);
const CLASS = /^[\w -]*$/;

/** What an answer became: every element and attribute in it, and where its links lead when clicked. */
async function draw(text: string, ended = true) {
  const opened: string[] = [];
  const { host } = scriptedHost({
    openLink: ({ href }: { href: string }) => void opened.push(href),
  });
  const viewState = createViewState({ getState: () => undefined, setState: () => {} });
  const app = new AppModel(host, viewState);
  const act = (work: () => Promise<unknown>) => void app.attempt(work);
  const { container } = render(
    <SurroundingsContext.Provider value={{ host, app, viewState, act }}>
      <Markdown text={text} ended={ended} />
    </SurroundingsContext.Provider>,
  );
  const elements = [...container.querySelectorAll('*')];
  const names = elements.map((element) => element.localName);
  const attributes = elements.flatMap((element) => element.getAttributeNames());
  const classes = elements.map((element) => element.getAttribute('class') ?? '');
  container.querySelectorAll('a').forEach((link) => link.click());
  await Promise.resolve();
  return { container, names, attributes, classes, opened };
}

function expectHarmless({ names, attributes, classes, opened }: Awaited<ReturnType<typeof draw>>) {
  expect(names.filter((name) => !ELEMENTS.has(name))).toEqual([]);
  expect(attributes.filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
  expect(classes.filter((name) => !CLASS.test(name))).toEqual([]);
  expect(opened.filter((href) => !/^(https?:\/\/|mailto:)|^[\w./-]+(:\d+)?$/.test(href))).toEqual(
    [],
  );
}

test.for(Object.entries(hostileTable))(
  '%s makes nothing that runs, loads or leads astray',
  async ([, text]) => {
    expectHarmless(await draw(text));
    expectHarmless(await draw(text, false));
  },
);

test('all of it together is harmless, cut anywhere', async () => {
  for (let end = 0; end < hostileAnswer.length; end += 97)
    expectHarmless(await draw(hostileAnswer.slice(0, end), false));
});

test.for(
  [
    'javascript:',
    'JAVASCRIPT:',
    'command:',
    'vscode:',
    'vscode-insiders:',
    'data:',
    'file:',
    'blob:',
    'vbscript:',
    'about:',
    'view-source:',
  ].flatMap((scheme) => [
    `[x](${scheme}alert(1))`,
    `[x](${scheme}//a/b)`,
    `[x](${scheme}1)`,
    `![x](${scheme}x)`,
    `<${scheme}x>`,
    `[x]( ${scheme}x)`,
    `[x](<\u0001${scheme}x>)`,
  ]),
)('%s is plain text', async (text) => {
  const { names, opened } = await draw(text);
  expect(names).not.toContain('a');
  expect(opened).toEqual([]);
});

test('HTML is shown as the text it is', async () => {
  const { container } = await draw('a <b onclick="x()">bold</b> <script>alert(1)</script>');
  expect(container.textContent).toContain('a <b onclick="x()">bold</b> <script>alert(1)</script>');
});

test('an image is a link with its alternative text and is never loaded', async () => {
  const { container, names, opened } = await draw('![A chart](https://example.com/chart.png)');
  expect(names).not.toContain('img');
  expect(container.textContent).toBe('Image: A chart');
  expect(opened).toEqual(['https://example.com/chart.png']);
});

test.for([
  ['[x](https://example.com/a?b=c#d)', 'https://example.com/a?b=c#d'],
  ['https://example.com', 'https://example.com'],
  ['[x](mailto:a@example.com)', 'mailto:a@example.com'],
  ['[x](src/webhook.ts)', 'src/webhook.ts'],
  ['[x](src/webhook.ts:42)', 'src/webhook.ts:42'],
  ['[x](src/webhook.ts#L42)', 'src/webhook.ts:42'],
  ['[x](./docs/read%20me.md)', './docs/read me.md'],
  ['`src/webhook.ts:42`', 'src/webhook.ts:42'],
  ['`webhook.ts:42:7`', 'webhook.ts:42'],
  ['`src/webhook.ts`', 'src/webhook.ts'],
] as const)('%s opens %s', async ([text, href]) => {
  expect((await draw(text)).opened).toEqual([href]);
});

test.for([
  '`console.log`',
  '`retry: 1`',
  '`a/b`',
  '`x = y/z.w`',
  '`12:30`',
  '`https://example.com`',
])('%s is code and no link', async (text) => {
  const { names, opened } = await draw(text);
  expect(names).toContain('code');
  expect(opened).toEqual([]);
});

test('an answer of 45,000 paragraphs is drawn in steps', async () => {
  const { names, container } = await draw('Words.\n\n'.repeat(45_000));
  expect(names.filter((name) => name === 'p').length).toBe(400);
  expect(container.textContent).toContain('44,600 parts of this answer left');
});

test('ten thousand lines of code are shown in part until someone asks', async () => {
  const { container } = await draw(`\`\`\`ts\n${'const a = 1;\n'.repeat(10_000)}\`\`\``);
  expect(container.querySelector('pre')?.textContent?.split('\n').length).toBe(400);
  expect(container.querySelector('.code-more')?.textContent).toBe('Show all 10,000 lines');
});

test('500 quotes in each other are drawn without exhausting the stack', async () => {
  const { container } = await draw(`${'> '.repeat(500)}deep`);
  expect(container.textContent).toContain('deep');
});

test('code is coloured when its fence closes, not before', async () => {
  const open = await draw('```ts\nconst a = 1;\n', false);
  expect(open.names).not.toContain('span.token-keyword');
  expect(open.container.querySelector('.token-keyword')).toBeNull();
  const closed = await draw('```ts\nconst a = 1;\n```', false);
  expect(closed.container.querySelector('.token-keyword')?.textContent).toBe('const');
});

test('code without a language is not coloured by a guess', async () => {
  const { container } = await draw('```\nconst a = 1;\n```');
  expect(container.querySelector('pre span')).toBeNull();
});

test('a stream keeps its elements while the answer grows', () => {
  const stream = createMarkdownStream();
  const first = stream.read('One.\n\nTwo.\n\nThree.\n\nFour', false)[0];
  expect(stream.read('One.\n\nTwo.\n\nThree.\n\nFour and more', false)[0]).toBe(first);
});
