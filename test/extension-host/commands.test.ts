import * as assert from 'node:assert/strict';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { App } from '../../src/extension/app';
import type { Usage } from '../../src/protocol/api';
import { type OpenaiServer, startOpenaiServer } from '../servers/openaiServer';
import { until } from '../vscode/until';
import { call } from './called';
import { readFile } from './readFile';

const extension = vscode.extensions.getExtension<App>('better-gpt.better-gpt');
let server: OpenaiServer;
let file: string;
let projectId: string;
let chatId: string;

const rows = <Row>(sql: string) => readFile<Row>(file, sql);
const workspaceFile = (path: string) => {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root, 'the tests run with a folder open');
  return vscode.Uri.joinPath(root.uri, path);
};

const tabLabels = () =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

interface Sent {
  messageId: string;
  text: string;
  status: string;
  receiptId: string;
}

suite('Commands', () => {
  suiteSetup(async () => {
    const app = await extension?.activate();
    assert.ok(app, 'activate() gives the app to tests');
    file = (await app.services()).file;
    server = await startOpenaiServer({ chat: 'fixed' });
    await vscode.workspace.getConfiguration().update(
      'betterGpt.servers',
      [
        { name: 'scripted', baseUrl: server.url },
        { name: 'broken', baseUrl: 'localhost:11434/v1' },
      ],
      vscode.ConfigurationTarget.Global,
    );
  });
  suiteTeardown(() => server.close());

  test('newProject makes a project with everything it is given', async () => {
    const settings = { model: 'scripted:test-model', temperature: 0.2, maxTokens: 123 };
    ({ projectId } = await call<{ projectId: string }>('newProject', {
      name: 'Payments',
      description: 'Webhooks',
      instructions: 'Be brief.',
      settings,
    }));
    const [row] = rows(`SELECT name, description, instructions, model, temperature, max_tokens
      FROM projects WHERE id = '${projectId}'`);
    assert.deepEqual(row, {
      name: 'Payments',
      description: 'Webhooks',
      instructions: 'Be brief.',
      model: 'scripted:test-model',
      temperature: 0.2,
      max_tokens: 123,
    });
  });

  test('what is out of bounds is refused with a sentence and changes nothing', async () => {
    const before = rows('SELECT * FROM projects');
    for (const argument of [
      { name: '' },
      { name: 'x'.repeat(256) },
      { name: 'x', settings: { temperature: 2.1 } },
      { name: 'x', settings: { maxTokens: 0 } },
      { description: 'no name' },
    ]) {
      await assert.rejects(call('newProject', argument), /The argument does not fit/);
    }
    await assert.rejects(
      call('newProject', { name: 'x', settings: { maxTokens: 32_001 } }),
      /at most 32,000/,
    );
    await assert.rejects(
      call('newProject', { name: 'x', settings: { extraBody: { model: 'other' } } }),
      /Leave out “model”/,
    );
    assert.deepEqual(rows('SELECT * FROM projects'), before);
  });

  test('updateProject, listProjects, switchProject and openProject', async () => {
    await call('updateProject', { projectId, name: 'Billing', settings: { temperature: 0.4 } });
    const listed = await call<{ projectId: string; name: string }[]>('listProjects');
    assert.equal(listed.find((one) => one.projectId === projectId)?.name, 'Billing');
    assert.deepEqual(await call('switchProject', { projectId }), { projectId });
    await call('openProject', { projectId });
    await until('a tab named Billing', () => tabLabels().includes('Billing'));
  });

  test('what a message would take is told without the model layer, which is for the first send', async () => {
    const services = await extension?.exports.services();
    const asked = { projectId, chatId: null, modelId: 'scripted:test-model', text: 'Hi there' };
    const preview = await services?.previews.preview(asked, new AbortController().signal);
    assert.ok(preview && preview.inputTokens > 0);
    const loaded = Object.keys(require.cache).map((path) => basename(path));
    assert.ok(loaded.includes('prices.js'));
    assert.ok(!loaded.includes('models.js'));
  });

  test('attachFiles takes files and folders, and says what it left out', async () => {
    const { attached, skipped } = await call<{ attached: string[]; skipped: { why: string }[] }>(
      'attachFiles',
      { projectId, uris: [workspaceFile('src'), workspaceFile('gone.ts').toString()] },
    );
    assert.ok(attached.some((uri) => uri.endsWith('/src/webhook.ts')));
    assert.deepEqual(
      skipped.map(({ why }) => why),
      ['It is not there, or cannot be read.'],
    );
    const again = await call<{ attached: string[] }>('attachFiles', {
      projectId,
      uris: [workspaceFile('src/webhook.ts')],
    });
    assert.deepEqual(again.attached, []);
    const paths = rows<{ path: string }>(
      `SELECT path FROM files WHERE project_id = '${projectId}'`,
    );
    assert.ok(paths.some(({ path }) => path === 'src/webhook.ts'));
  });

  test('search finds what a project says of itself, and opens without an argument', async () => {
    await call('updateProject', { projectId, description: 'About parseHTTPHeader' });
    const [hit, ...others] = await call<{ kind: string; id: string; snippet: string }[]>('search', {
      query: 'http header',
      projectId,
      limit: 5,
    });
    assert.deepEqual([hit?.kind, hit?.id, others.length], ['project', projectId, 0]);
    assert.match(hit?.snippet ?? '', /About parseHTTPHeader/);
    assert.deepEqual(await call('search', { query: '"(' }), []);
    await call('search');
  });

  test('attachCurrentFile, attachOpenFiles and attachSelection', async () => {
    const editor = await vscode.window.showTextDocument(workspaceFile('README.md'));
    const current = await call<{ attached: string[] }>('attachCurrentFile', { projectId });
    assert.deepEqual(current.attached, [workspaceFile('README.md').toString()]);
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    await call('attachSelection', { projectId });
    const [selection] = rows<{ path: string; mode: string; text: string }>(`
      SELECT path, mode, CAST(content AS TEXT) text FROM files JOIN blobs USING (hash)
      WHERE uri LIKE '%#L1-L2'`);
    assert.equal(selection?.path, 'README.md:1-2');
    assert.equal(selection?.mode, 'snapshot');
    assert.equal(selection?.text, editor.document.getText(editor.selection));
    const open = await call<{ attached: string[] }>('attachOpenFiles', { projectId });
    assert.deepEqual(open.attached, []);
  });

  test('newChat, send, readChat, listChats and receipt', async () => {
    ({ chatId } = await call<{ chatId: string }>('newChat', { projectId, title: 'Retries' }));
    const sent = await call<Sent>('send', { chatId, text: 'Why twice?' });
    assert.equal(sent.status, 'done');
    assert.match(sent.text, /^Hello from/);
    const { messages } = await call<{ messages: { role: string; text: string }[] }>('readChat', {
      chatId,
    });
    assert.deepEqual(
      messages.map(({ role, text }) => [role, text]),
      [
        ['user', 'Why twice?'],
        ['assistant', sent.text],
      ],
    );
    const chats = await call<{ chatId: string; title: string }[]>('listChats', { projectId });
    assert.deepEqual(
      chats.map(({ title }) => title),
      ['Retries'],
    );
    const receipt = await call<{ model: string; maxTokens: number; parts: { kind: string }[] }>(
      'receipt',
      { receiptId: sent.receiptId },
    );
    assert.equal(receipt.model, 'scripted:test-model');
    assert.equal(receipt.maxTokens, 123);
    assert.deepEqual(
      [...new Set(receipt.parts.map(({ kind }) => kind))],
      ['instructions', 'file', 'message'],
    );
    const [stored] = rows<{ text: string; status: string }>(
      `SELECT text, status FROM messages WHERE id = '${sent.messageId}'`,
    );
    assert.deepEqual(stored, { text: sent.text, status: 'done' });
  });

  test('regenerate keeps the old answer beside the new one; stop ends one in flight; continue goes on', async () => {
    const again = await call<Sent>('regenerate', { chatId });
    assert.equal(again.status, 'done');
    const answers = rows(
      `SELECT id FROM messages WHERE chat_id = '${chatId}' AND role = 'assistant'`,
    );
    assert.equal(answers.length, 2);
    const model = 'scripted:other';
    const other = await call<Sent>('regenerateWith', { messageId: again.messageId, model });
    const [version] = rows(`SELECT model, status FROM messages WHERE id = '${other.messageId}'`);
    assert.deepEqual(version, { model, status: 'done' });

    server.setScript({ chat: 'half' });
    const asked = server.requests.length;
    const sending = call<Sent>('send', { chatId, text: 'Once more' });
    await server.request(asked);
    await until('two words are in the library', () => {
      const [answer] = rows<{ text: string }>(
        `SELECT group_concat(text, '') text FROM pieces WHERE kind = 'text'`,
      );
      return answer?.text === 'Hello from';
    });
    await call('stop', { chatId });
    const stopped = await sending;
    assert.equal(stopped.status, 'stopped');
    server.setScript({ chat: 'fixed' });
    const whole = await call<Sent>('continue', { messageId: stopped.messageId });
    assert.equal(whole.messageId, stopped.messageId);
    assert.equal(whole.status, 'done');
    assert.ok(whole.text.startsWith(stopped.text) && whole.text.length > stopped.text.length);
  });

  test('a server that the settings have wrong says what is wrong with it', async () => {
    const sent = await call<Sent>('send', { chatId, text: 'Hi', model: 'broken:m' });
    const [row] = rows<{ problem: string }>(
      `SELECT problem FROM messages WHERE id = '${sent.messageId}'`,
    );
    assert.deepEqual(JSON.parse(row?.problem ?? ''), {
      sentence:
        'The server “broken” cannot be used as it is in the settings. The address starts with http:// or https://.',
      action: 'manageModels',
    });
    await call('regenerate', { messageId: sent.messageId });
  });

  test('renameChat, pinChat, moveChat, archiveChat, deleteChat, restoreChat', async () => {
    const other = await call<{ projectId: string }>('newProject', { name: 'Other' });
    await call('renameChat', { chatId, title: 'Retry policy' });
    await call('pinChat', { chatId, pinned: true });
    await call('moveChat', { chatId, projectId: other.projectId });
    const shelf = () =>
      rows<{ title: string; pinned: number; project_id: string; shelf: string }>(
        `SELECT title, pinned, project_id, shelf FROM chats WHERE id = '${chatId}'`,
      )[0];
    assert.deepEqual(shelf(), {
      title: 'Retry policy',
      pinned: 1,
      project_id: other.projectId,
      shelf: 'active',
    });
    await call('archiveChat', { chatId });
    assert.equal(shelf()?.shelf, 'archived');
    await call('deleteChat', { chatId });
    assert.equal(shelf()?.shelf, 'trashed');
    await call('restoreChat', { chatId });
    assert.equal(shelf()?.shelf, 'active');
  });

  test('several chats are pinned, moved, archived, deleted and restored at once', async () => {
    const other = await call<{ projectId: string }>('newProject', { name: 'Many' });
    const chatIds: string[] = [];
    for (const title of ['One', 'Two', 'Three']) {
      const chat = await call<{ chatId: string }>('newChat', { projectId, title });
      chatIds.push(chat.chatId);
    }
    const all = () =>
      rows(`SELECT DISTINCT project_id, pinned, shelf FROM chats
        WHERE title IN ('One', 'Two', 'Three')`);
    await call('pinChat', { chatIds });
    await call('moveChat', { chatIds, projectId: other.projectId });
    const moved = { project_id: other.projectId, pinned: 1 };
    assert.deepEqual(all(), [{ ...moved, shelf: 'active' }]);
    await call('archiveChat', { chatIds });
    assert.deepEqual(all(), [{ ...moved, shelf: 'archived' }]);
    await call('deleteChat', { chatIds });
    assert.deepEqual(all(), [{ ...moved, shelf: 'trashed' }]);
    await call('restoreChat', { chatIds });
    assert.deepEqual(all(), [{ ...moved, shelf: 'active' }]);
    await assert.rejects(call('deleteChat', {}), /Give chatId or chatIds/);
  });

  test('emptyTrash deletes for good what is in the trash, and nothing else', async () => {
    await call('openTrash');
    await until('a tab for the trash', () => tabLabels().includes('Trash'));
    const { chatId: doomed } = await call<{ chatId: string }>('newChat', {
      projectId,
      title: 'Doomed',
    });
    await call('deleteChat', { chatId: doomed });
    assert.deepEqual(await call('emptyTrash', {}), { projects: 0, chats: 1 });
    const left = () => rows(`SELECT 1 FROM chats WHERE id = '${doomed}'`).length;
    await until('it is gone', () => left() === 0);
    assert.equal(rows(`SELECT 1 FROM chats WHERE id = '${chatId}'`).length, 1);
  });

  test('showUsage opens a page, and tells what was spent', async () => {
    await call('showUsage');
    await until('a tab for the usage', () => tabLabels().includes('Usage'));
    const { total, months } = await call<Usage>('showUsage', {});
    const receipts =
      rows(`SELECT count(*) AS "requestCount", coalesce(sum(input_tokens), 0) AS "inputTokens"
      FROM requests WHERE input_tokens IS NOT NULL OR output_tokens IS NOT NULL`);
    const { requestCount, inputTokens } = total;
    assert.ok(requestCount > 0);
    assert.deepEqual([{ requestCount, inputTokens }], receipts);
    assert.equal(months.length, 1);
    await assert.rejects(call('showUsage', { month: 'November' }), /month/i);
  });

  test('openChat shows it in the sidebar, openChatInEditor in an editor', async () => {
    const shown = await call<{ chatId: string }>('openChat', { chatId });
    assert.equal(shown.chatId, chatId);
    await call('openChatInEditor', { chatId });
    await until('a tab for the chat', () => tabLabels().includes('Retry policy'));
  });

  test('selectModel sets the model of a chat or project; the native pickers open', async () => {
    await call('selectModel', { chatId, model: 'search' });
    assert.deepEqual(rows(`SELECT model FROM chats WHERE id = '${chatId}'`), [{ model: 'search' }]);
    for (const id of ['manageModels', 'setApiKey']) {
      const asking = call(id);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await asking;
    }
  });

  test('modelSettings sets those of a chat or project; a receipt has them', async () => {
    await call('modelSettings', { projectId, settings: { topP: 0.9, stop: ['END'] } });
    await call('updateProject', { projectId, settings: { reasoningEffort: 'low' } });
    const other = await call<{ chatId: string }>('newChat', { projectId });
    await call('modelSettings', { chatId: other.chatId, settings: { topP: 0.5 } });
    await assert.rejects(
      call('modelSettings', { chatId: other.chatId, settings: { extraBody: { messages: [] } } }),
      /Leave out “messages”/,
    );
    const model = 'scripted:test-model';
    const { receiptId } = await call<Sent>('send', { ...other, text: 'Hi', model });
    const sent = server.requests.findLast(({ path }) => path.endsWith('/chat/completions'))?.body;
    const { top_p, stop, reasoning_effort } = sent as Record<string, unknown>;
    assert.deepEqual(
      { top_p, stop, reasoning_effort },
      { top_p: 0.5, stop: ['END'], reasoning_effort: 'low' },
    );
    const { settings } = await call<{ settings: object }>('receipt', { receiptId });
    assert.deepEqual(settings, { topP: 0.5, reasoningEffort: 'low', stop: ['END'] });
    await call('modelSettings', {
      projectId,
      settings: { topP: null, stop: null, reasoningEffort: null },
    });
    assert.deepEqual(rows(`SELECT settings FROM projects WHERE id = '${projectId}'`), [
      { settings: '{}' },
    ]);
  });

  test('deleteProject moves it to the trash and restoreProject brings it back', async () => {
    const shelf = () => rows(`SELECT shelf FROM projects WHERE id = '${projectId}'`);
    const inFlight = await call<{ chatId: string }>('newChat', { projectId });
    server.setScript({ chat: 'half' });
    const asked = server.requests.length;
    const sending = call<Sent>('send', { chatId: inFlight.chatId, text: 'In flight' });
    await server.request(asked);
    await call('deleteProject', { projectId });
    assert.deepEqual(shelf(), [{ shelf: 'trashed' }]);
    assert.equal((await sending).status, 'stopped');
    assert.equal(await server.ended(asked), 'closedByClient');
    server.setScript({ chat: 'fixed' });
    await call('restoreProject', { projectId });
    assert.deepEqual(shelf(), [{ shelf: 'active' }]);
  });

  test('what is not there is said in a sentence', async () => {
    const nowhere = '01900000-0000-7000-8000-000000000000';
    await assert.rejects(call('openProject', { projectId: nowhere }), /no longer in the library/);
    await assert.rejects(call('send', { chatId: nowhere, text: 'x' }), /no longer in the library/);
    await assert.rejects(call('send', { chatId, text: ' ' }), /Write a message first/);
    await assert.rejects(call('readChat', { chatId: 'no id' }), /The argument does not fit/);
  });

  test('showLog shows the log', async () => {
    assert.equal(await call('showLog'), undefined);
  });
});
