import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import { slimModels } from './bundling.mjs';
import { isModelError, ModelError } from './provider';
import { collectAnswer } from './testing';

let folder: string;
let file: string;
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer();
  folder = await mkdtemp(join(tmpdir(), 'models-'));
  file = join(folder, 'models.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    plugins: [slimModels()],
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test('the bundle is small', async () => {
  expect((await stat(file)).size).toBeLessThan(1_200_000);
});

test('what was left out of the bundle is not missed', async () => {
  const models = createRequire(import.meta.url)(file) as typeof import('./index');
  const options = { id: 'test', name: 'Test', baseUrl: server.url, apiKey: async () => undefined };
  const provider = models.openaiCompatible(options);
  expect(await collectAnswer(provider)).toMatchObject({
    text: 'Hello from the scripted server.',
    finish: 'stop',
  });

  server.setScript({ chat: 'malformedEvent' });
  const { error } = await collectAnswer(provider);
  expect(error).not.toBeInstanceOf(ModelError);
  expect(isModelError(error)).toBe(true);
});
