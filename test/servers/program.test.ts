import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the server runs as a program of its own and logs who asked for what', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'server-'));
  const log = join(folder, 'requests.jsonl');
  const program = fileURLToPath(new URL('start.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, '--script', 'echo', '--log', log]);
  try {
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-secret' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Anybody there?' }] }),
    });
    expect(await response.text()).toContain('Anybody there?');
    const logged = await readFile(log, 'utf8');
    expect(JSON.parse(logged)).toMatchObject({ path: '/v1/chat/completions', key: 'other' });
    expect(logged).not.toContain('sk-secret');
  } finally {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  }
});

test('a script that does not exist is named', async () => {
  const program = fileURLToPath(new URL('start.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, '--script', 'nonsense']);
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toContain('nonsense');
});
