import type { Message } from '../../protocol/api';
import { hostileAnswer } from './hostile';
import {
  emptyLibrary,
  type Library,
  makeBranch,
  makeChat,
  makeFigures,
  makeFile,
  makeProject,
  newId,
} from './library';
import { makePicture } from './pictures';
import { makeHit } from './search';
import { someUsage } from './usage';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ANSWER = `The second attempt comes from the client, not from your code. [webhook.ts:42](src/webhook.ts:42) passes \`retry: 1\`, and \`fetchJson\` already retries once by itself:

\`\`\`ts src/webhook.ts
await fetchJson(hook.url, {
  retry: 0, // the queue retries
  timeout: limits.webhook,
});
\`\`\`

With \`retry: 0\` the queue in \`src/deliver.ts:88\` stays the only one that tries again.`;

const RICH = `# What happens at a timeout

1. The client waits **5 s** and gives up.
2. \`fetchJson\` tries *once more*, see the [HTTP guide](https://example.com/guide "Retries").
3. The queue takes over:
   - after 1 min
   - after 10 min

| Step | Waits | Tries |
|:-----|------:|:-----:|
| client | 5 s | 2 |
| queue | 10 min | 5 |

> A webhook that was answered late is still answered.

- [x] Retry in the client removed
- [ ] Alert adjusted

## Next

---

~~Nothing else~~ is needed. ![A chart](https://example.com/chart.png)

\`\`\`python
def retry(times: int = 5) -> None:
    """Called by the queue only."""
    for n in range(times):
        print(f"try {n}")
\`\`\``;

function withProject(): Library {
  const project = makeProject();
  const { projectId } = project;
  const chat = (title: string, change: Parameters<typeof makeChat>[2]) =>
    makeChat(projectId, title, change);
  return {
    ...emptyLibrary(),
    start: { ...emptyLibrary().start, projectCount: 1, place: { projectId, chatId: null } },
    project,
    chats: [
      chat('Retry policy for webhooks', {
        updatedAt: Date.now() - 4 * 60_000,
        preview: 'With retry: 0 the queue stays the only one that tries again.',
      }),
      chat('Refund states', {
        pinned: true,
        updatedAt: Date.now() - 2 * HOUR,
        preview: 'PENDING can go to FAILED without passing SETTLED',
      }),
      chat('Idempotency keys', {
        updatedAt: Date.now() - 3 * DAY,
        preview: 'how long do we keep them when the customer',
        hasDraft: true,
      }),
      chat('Sandbox certificates', {
        updatedAt: Date.now() - 19 * DAY,
        preview: 'The sandbox wants its own chain, kept apart from the live one.',
      }),
    ],
    files: [
      makeFile(projectId, 'src/webhook.ts', { state: 'changed' }),
      makeFile(projectId, 'src/deliver.ts', { tokens: 3_310, size: 13_100 }),
      makeFile(projectId, 'docs/refunds.md', {
        mode: 'snapshot',
        state: 'kept',
        tokens: 6_020,
        size: 24_300,
      }),
      makeFile(projectId, 'src/limits.ts', {
        state: 'missing',
        why: 'The file is no longer there.',
        tokens: null,
        size: null,
      }),
    ],
    reply: ANSWER,
  };
}

function inChat(make: (chatId: string) => Library['messages']): Library {
  const library = withProject();
  const chatId = library.chats[0]?.chatId ?? '';
  library.start.place = { ...library.start.place, chatId };
  library.messages = make(chatId);
  return library;
}

const conversation = (chatId: string) =>
  makeBranch(
    chatId,
    { text: 'Why do we retry twice when the first webhook call times out?' },
    {
      text: ANSWER,
      reasoning: 'The client and the queue both retry. Which one comes first?',
      figures: makeFigures(1_200, 812, 4_000_000),
      version: { index: 2, count: 3 },
    },
    { text: 'Write a test that fails today.' },
    {
      text: 'This one counts the requests that reach the server while it never answers:',
      status: 'interrupted',
      figures: makeFigures(900, 310, null),
    },
  );

const failed = (
  sentence: string,
  action?: 'setKey' | 'chooseModel' | 'retry' | 'manageModels' | 'trust',
  more: Partial<NonNullable<Message['problem']>> = {},
) =>
  inChat((chatId) =>
    makeBranch(
      chatId,
      { text: 'and why twice?' },
      { text: '', status: 'failed', problem: { sentence, ...(action && { action }), ...more } },
    ),
  );

/** A letter of a message and of its answer is another one. */
const damaged = (damage: 'new' | 'lasting') =>
  inChat((chatId) =>
    makeBranch(
      chatId,
      { text: 'why do we ret2y twice?', damage },
      {
        text: ANSWER.replace('second', 'secgnd'),
        reasoning: 'The client, or the queue?',
        damage,
      },
    ),
  );

const change = (library: Library, start: Partial<Library['start']>): Library => ({
  ...library,
  start: { ...library.start, ...start },
});

const streaming = (text: string, reasoning = '') =>
  inChat((chatId) =>
    makeBranch(chatId, { text: 'where do we retry?' }, { text, reasoning, status: 'streaming' }),
  );

function longChat(): Library {
  const library = inChat((chatId) => {
    const turns = Array.from({ length: 2_500 }, (_, i) => [
      { text: `Question ${i + 1}: what about the webhook of customer ${i}?` },
      { text: `Answer ${i + 1}. ${'It waits, then it tries again. '.repeat((i % 7) + 1)}` },
    ]);
    return makeBranch(chatId, ...turns.flat());
  });
  return {
    ...library,
    older: library.messages.slice(0, -50),
    messages: library.messages.slice(-50),
  };
}

function manyFiles(): Library {
  const library = inChat(conversation);
  const projectId = library.project?.projectId ?? '';
  library.files = Array.from({ length: 50 }, (_, i) =>
    makeFile(projectId, `src/a/rather/deep/folder/module-${i}.ts`, {
      tokens: 300 + i * 17,
      ...(i % 9 === 0 ? { state: 'tooLarge', why: 'It is over 1 MB.', tokens: null } : {}),
    }),
  );
  return library;
}

function manyChats(): Library {
  const library = withProject();
  const projectId = library.project?.projectId ?? '';
  library.chats = Array.from({ length: 300 }, (_, i) =>
    makeChat(projectId, `Chat ${i + 1} about the webhook of a customer with a long name`, {
      updatedAt: Date.now() - i * 7 * HOUR,
      preview: 'It waits, then it tries again.',
    }),
  );
  return change(library, { surface: 'panel', tab: 'chats' });
}

/** Chats and projects that were deleted. */
function withTrash(): Library {
  const library = withProject();
  library.chats.slice(1).forEach((chat, i) => {
    chat.shelf = 'trashed';
    chat.shelvedAt = Date.now() - (i + 1) * 3 * HOUR;
  });
  library.trashedProjects = ['Old prototype', 'Notes of last year'].map((name, i) => ({
    projectId: makeProject().projectId,
    name,
    chatCount: 12 - 11 * i,
    deletedAt: Date.now() - (i + 2) * DAY,
  }));
  return library;
}

function hostile(): Library {
  const library = inChat((chatId) =>
    makeBranch(
      chatId,
      { text: '<img src=x onerror=alert(1)> [x](javascript:alert(1))' },
      { text: hostileAnswer, model: '<b onmouseover=alert(1)>model</b>' },
    ),
  );
  const projectId = library.project?.projectId ?? '';
  library.chats.forEach((chat) => (chat.title = `"><script>alert(1)</script>`));
  if (library.project) library.project.name = `<svg onload=alert(1)>`;
  library.files = [makeFile(projectId, `src/"><img src=x onerror=alert(1)>.ts`)];
  return library;
}

const huge = () =>
  inChat((chatId) =>
    makeBranch(
      chatId,
      { text: 'Everything, please.\n'.repeat(400) },
      {
        text: `\`\`\`ts\n${'const line = "one of very many";\n'.repeat(10_000)}\`\`\`\n\n\`${'x'.repeat(2_000)}\`\n\n${'Words and words. '.repeat(20_000)}`,
      },
    ),
  );

const sources = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    url: `https://docs${i + 1}.example.com/webhooks/retries`,
    title: i === 1 ? '' : `How webhooks are tried again, part ${i + 1} of a title that is long`,
  }));

const withPictures = () =>
  inChat((chatId) =>
    makeBranch(
      chatId,
      {
        text: 'What is wrong in these?',
        pictures: [makePicture(), makePicture({ name: '', width: 400, height: 900 })],
      },
      { text: ANSWER, citations: sources(6), figures: makeFigures(1_200, 812, 4_000_000) },
      { text: '', pictures: [makePicture({ name: '<img src=x onerror=alert(1)>.png' })] },
      { text: 'As you asked:', pictures: [makePicture({ name: '', width: 1024, height: 768 })] },
    ),
  );

/** Waiting in a draft; for a model that is blind, with what is said about it. */
const drafted = (count: number): Library => ({
  ...inChat(conversation),
  draft: 'And this?',
  draftPictures: Array.from({ length: count }, (_, i) =>
    makePicture({ name: i === 0 ? '' : `a rather long name of a screenshot ${i}.png` }),
  ),
});

/** The search on show, with this typed. */
function searching(query: string, alter: (library: Library) => Library = (same) => same): Library {
  const library = inChat(conversation);
  const [first, second] = library.chats;
  const project = { projectId: library.project?.projectId ?? '', projectName: 'Payments API' };
  const other = { projectId: newId(), projectName: 'Notes on onboarding' };
  const now = Date.now();
  const id = library.messages[0]?.messageId ?? '';
  const [chatId, title] = [first?.chatId ?? '', first?.title ?? ''];
  library.kept = { search: { query, filter: { kind: 'all', order: 'newest' }, isOpen: true } };
  // prettier-ignore
  library.hits = [
    makeHit({ ...project, kind: 'chat', id: chatId, chatId, title }, '[Retr]y policy for [webhook]s'),
    makeHit({ ...project, id, chatId, title, time: now - 4 * 60_000 }, '…why do we [retr]y twice when the first [webhook] call times out?'),
    makeHit({ ...project, id: newId(), chatId, title, role: 'assistant', time: now - 5 * 60_000 }, '…already [retr]ies once by itself: [webhook].ts:42 passes retry: 1'),
    makeHit({ ...project, id: newId(), chatId: second?.chatId ?? '', title: second?.title ?? '', time: now - 26 * HOUR }, 'call [retry]Policy from the [Webhook]Handler before it settles'),
    makeHit({ ...project, kind: 'file', id: newId(), title: 'src/deliver.ts', line: 88 }, '// [webhook] jobs are [retr]ied by the queue, never by the client'),
    makeHit({ ...other, id: newId(), chatId: newId(), title: 'Alerts we ignore', isArchived: true, time: now - 41 * DAY }, '…the [webhook] [retr]y alert fires every night at two'),
    makeHit({ ...other, id: newId(), chatId: newId(), title: 'Imported: Stripe questions', time: now - 400 * DAY }, '…does a [webhook] [retr]y keep its id? Yes: the event stays the same'),
  ];
  return alter(library);
}

const manyHits = (library: Library): Library => ({
  ...library,
  hits: Array.from({ length: 400 }, (_, i) =>
    makeHit(
      {
        ...{ id: newId(), chatId: newId(), title: `Chat ${i + 1} about the webhook of a customer` },
        ...{ projectId: `p${i % 7}`, projectName: `Project ${(i % 7) + 1}` },
        time: Date.now() - i * HOUR,
      },
      'the [webhook] of a customer with a name that is longer than the view is wide',
    ),
  ),
});

/** Every state worth looking at, by name. */
export const states: Record<string, () => Library> = {
  'first-run': emptyLibrary,
  'first-run-no-folder': () => change(emptyLibrary(), { folderName: null }),
  'no-project-open': () => change(emptyLibrary(), { projectCount: 3 }),
  'home': withProject,
  'home-empty': () => ({ ...withProject(), chats: [], files: [], project: makeProject({ chatCount: 0, fileCount: 0 }) }),
  'chat': () => inChat(conversation),
  'chat-own-settings': () => ({ ...inChat(conversation), ownSettings: ['Temperature 0.2', 'Top-p 0.9'] }),
  'chat-rich': () => inChat((id) => makeBranch(id, { text: 'Explain it all.' }, { text: RICH, figures: makeFigures(6, 0, null) })),
  'chat-empty': () => inChat(() => []),
  'waiting': () => streaming(''),
  'thinking': () => streaming('', 'The client retries once…'),
  'thought': () => inChat((id) => makeBranch(id, { text: 'Why?' }, { text: 'Because.', reasoning: 'The client retries once…', reasoningMs: 12_300, figures: { ...makeFigures(14_200, 812, 4_000_000), savedNanos: 12_000_000 } })),
  'streaming': () => streaming(ANSWER.slice(0, 260)),
  'stopped': () => inChat((id) => makeBranch(id, { text: 'Stop me.' }, { text: 'Half of', status: 'stopped' })),
  'pictures': withPictures,
  'draft-pictures': () => drafted(3),
  'draft-pictures-many': () => drafted(20),
  'draft-pictures-unseen': () => ({ ...drafted(2), isBlind: true }),
  'draft-pictures-coming': () => ({ ...drafted(1), silent: ['addPicture'] }),
  'search': () =>
    inChat((id) =>
      makeBranch(id, { text: 'where do we retry?' }, {
        model: 'Search',
        modelId: 'search',
        isSearch: true,
        text: 'The best passages in this project’s files and chats:\n\n```ts src/deliver.ts:88\n// webhook jobs are retried by the\n// queue, never by the client\n```',
        figures: { ...makeFigures(6, 0, null), outputTokens: null },
      }),
    ),
  'search-view': () => searching('webhook retr'),
  'search-view-empty': () => searching(''),
  'search-view-nothing': () => searching('xyzzy'),
  'search-view-archived': () => searching('webhook', (library) => ({ ...library, hits: library.hits.map((hit) => ({ ...hit, isArchived: true })) })),
  'search-view-busy': () => searching('webhook', (library) => ({ ...library, silent: ['search'] })),
  'search-view-fails': () => searching('webhook', (library) => ({ ...library, failing: { search: 'The library is busy. Try again in a moment.' } })),
  'search-view-indexing': () => searching('webhook', (library) => ({ ...library, isIndexed: false })),
  'search-view-many': () => searching('webhook', manyHits),
  'damaged': () => damaged('new'),
  'damaged-lasting': () => damaged('lasting'),
  'damaged-read-only': () => change(damaged('new'), { readOnly: 'This library is on a disk that is read-only.' }),
  'failed-key': () => failed('OpenAI refused the key. Check it or set another one.', 'setKey'),
  'failed-model': () => failed('The server does not know the model “gpt-6-mini”. Choose another one.', 'chooseModel'),
  'failed-limit': () => failed('OpenAI asks to wait: too many requests. Try again in 12 s.', 'retry'),
  'retrying': () => failed('OpenAI asks to wait: too many requests. Try again in 12 seconds.', 'retry', { retryAt: Date.now() + 12_000 }),
  'failed-page': () => failed('OpenAI has failed (502) with a web page “Bad Gateway”, which seems to come from a proxy or from another kind of server. Try again in a moment.', 'retry', { remedy: 'showResponse', response: '<h1>Bad Gateway</h1>' }),
  'failed-too-long': () => failed('The instructions, files and messages together are too long for model “gpt-6-mini”. Remove files, start a new chat, or choose a model with a larger context window.', 'chooseModel', { remedy: 'shorten' }),
  'failed-server': () => failed('Nothing answers at http://localhost:11434/v1. Is the server running?', 'manageModels'),
  'failed-trust': () => failed('Files are not read until you trust this workspace.', 'trust'),
  'send-fails': () => ({ ...inChat(conversation), draft: 'and why twice?', failing: { sendMessage: 'The disk is full. Nothing was sent; your text is still here.' } }),
  'request-too-large': () => ({ ...inChat(conversation), draft: 'and why twice?', contextTokens: 8_192 }),
  'limit-used-up': () => ({ ...inChat(conversation), draft: 'and why twice?', used: 'This month’s limit for “Payments API” is used up: $5.02 of $5.00. Raise it to send more this month.' }),
  'request-unpriced': () => ({ ...inChat(conversation), price: null }),
  'request-unknown': () => ({ ...inChat(conversation), contextTokens: null, price: null }),
  'request-with-search': () => ({ ...inChat(conversation), model: 'search' }),
  'open-fails': () => ({ ...inChat(conversation), failing: { openChat: 'The library is busy. Try again in a moment.' } }),
  'start-fails': () => ({ ...emptyLibrary(), failing: { start: 'The library could not be opened. The log says why.' } }),
  'loading': () => ({ ...emptyLibrary(), silent: ['start'] }),
'long-answer': () => ({
    ...inChat(() => []),
    reply: Array.from({ length: 60 }, () => `${RICH}\n\n${ANSWER}`).join('\n\n'),
  }),
    'long': longChat,
  'huge': huge,
  'hostile': hostile,
  'many-files': manyFiles,
  'read-only': () => change(inChat(conversation), { readOnly: 'This library was written by a newer version of Better GPT. It can be read, not changed.' }),
  'untrusted': () => change(inChat(conversation), { trusted: false }),
  'editor': () => change(inChat(conversation), { surface: 'editor' }),
  'panel': () => change(withProject(), { surface: 'panel' }),
  'panel-advanced': () => ({ ...change(withProject(), { surface: 'panel' }), project: makeProject({ settings: { topP: '0.9', reasoningEffort: 'high', stop: 'END, \\n\\n', extraBody: '{ "seed": 7, "provider": { "order": ["groq"] } }' } }) }),
  'panel-files': () => change(withProject(), { surface: 'panel', tab: 'files' }),
  'panel-files-empty': () => ({ ...change(withProject(), { surface: 'panel', tab: 'files' }), files: [] }),
  'panel-chats': () => change(withProject(), { surface: 'panel', tab: 'chats' }),
  'panel-many-chats': manyChats,
  'panel-in-trash': () => ({ ...change(withProject(), { surface: 'panel' }), project: makeProject({ shelf: 'trashed' }) }),
  'panel-chats-trash': () => change(withTrash(), { surface: 'panel', tab: 'chats' }),
  'usage': () => ({ ...change(withProject(), { surface: 'usage' }), usage: someUsage() }),
  'usage-empty': () => change(withProject(), { surface: 'usage' }),
  'usage-fails': () => ({ ...change(withProject(), { surface: 'usage' }), failing: { usage: 'The library is busy. Try again in a moment.' } }),
  'panel-usage': () => ({ ...change(withProject(), { surface: 'panel', tab: 'usage' }), usage: someUsage() }),
  'panel-limits': () => ({ ...change(withProject(), { surface: 'panel' }), usage: someUsage(), project: makeProject({ capNanos: 5_000_000_000, capTokens: 2_000_000 }) }),
  'chat-total': () => ({ ...inChat(conversation), draft: 'and why twice?', usage: someUsage() }),
  'trash': () => change(withTrash(), { surface: 'trash' }),
  'trash-empty': () => change(withProject(), { surface: 'trash' }),
  'trash-read-only': () => change(withTrash(), { surface: 'trash', readOnly: 'This library was written by a newer version of Better GPT. It can be read, not changed.' }),
  'no-project-but-trash': () => change(emptyLibrary(), { trashedProjectCount: 2 }),
  'panel-read-only': () => change(withProject(), { surface: 'panel', readOnly: 'This library was written by a newer version of Better GPT. It can be read, not changed.' }),
}; // prettier-ignore
