import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { LiveAnswer } from '../src/chat/liveAnswer';
import { addMessage } from '../src/db/messages';
import type { Library } from '../src/db/open';
import { createProjectWithChat } from '../src/db/projects';
import { openTestLibrary, temporaryFolder } from '../src/db/testing';
import type { Provider } from '../src/models/provider';
import { slimModels } from '../src/models/bundling.mjs';
import { median, rounded } from './statistics';

const DELTAS = 20_000;
/** Each side, in turns. */
const STREAMS = 5;
const FIRST_TOKENS = 60;
const LOADS = 7;
/** Events in each piece of the network. */
const BATCH = 8;

type Models = typeof import('../src/models');
/** Reads one answer; tells how long the first word took and how long the whole, in milliseconds. */
type Reader = (words: number) => Promise<{ first: number; all: number }>;

/**
 * From the request to the event for the webview, pieces on disk included, by the bundle that is shipped, against a
 * reader of the same events that does nothing else.
 */
export async function measure() {
  const file = await bundleModels();
  const server = new Worker(new URL('../bench/stream/server.mjs', import.meta.url), {
    workerData: { batch: BATCH },
  });
  const [port] = (await once(server, 'message')) as [number];
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const library = await openTestLibrary();
  const models = createRequire(file)(file) as Models;
  const options = { id: 'bench', name: 'Bench', baseUrl, apiKey: async () => undefined };
  const us = ourReader(library, models.openaiCompatible(options));
  const raw = bareReader(baseUrl);
  try {
    const first = await inTurns(us, raw, FIRST_TOKENS, 20);
    const all = await inTurns(us, raw, STREAMS, DELTAS);
    return {
      first_token_overhead_ms: rounded(median(first.us.first) - median(first.raw.first)),
      per_delta_us: rounded((median(all.us.all) * 1000) / DELTAS),
      raw_per_delta_us: rounded((median(all.raw.all) * 1000) / DELTAS),
      bundle_kb: Math.ceil(statSync(file).size / 1000),
      load_ms: rounded(await loadTime(file)),
    };
  } finally {
    await library.close();
    await server.terminate();
  }
}

async function bundleModels(): Promise<string> {
  const outfile = path.join(temporaryFolder(), 'models.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../src/models/index.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    plugins: [slimModels()],
  });
  return outfile;
}

/** The first round of each warms up and does not count. */
async function inTurns(us: Reader, raw: Reader, rounds: number, words: number) {
  const times = {
    us: { first: [] as number[], all: [] as number[] },
    raw: { first: [] as number[], all: [] as number[] },
  };
  for (let round = -1; round < rounds; round++) {
    for (const [side, read] of [
      ['us', us],
      ['raw', raw],
    ] as const) {
      const { first, all } = await read(words);
      if (round < 0) continue;
      times[side].first.push(first);
      times[side].all.push(all);
    }
  }
  return times;
}

function ourReader({ db }: Library, provider: Provider): Reader {
  return async (words) => {
    const { chat } = await createProjectWithChat(db, { name: 'Bench' });
    const chatId = chat.id;
    const answer = { chatId, role: 'assistant', text: '', status: 'streaming' } as const;
    const messageId = await addMessage(db, answer);
    let events = 0;
    let first = 0;
    const began = performance.now();
    const publish = () => {
      if (events === 0) first = performance.now() - began;
      events += 1;
    };
    const log = (error: unknown) => {
      throw error;
    };
    const live = new LiveAnswer({ db, publish, log }, chatId, messageId);
    const request = { model: 'm', system: '', turns: [{ role: 'user' as const, text: 'Hi' }] };
    const settings = { temperature: 1, maxTokens: words };
    for await (const part of provider.answer(
      { ...request, ...settings },
      new AbortController().signal,
    )) {
      if (part.type === 'text') live.add('text', part.text);
    }
    const all = performance.now() - began;
    await live.settle();
    expectAll(events, words);
    return { first, all };
  };
}

function bareReader(baseUrl: string): Reader {
  return async (words) => {
    let events = 0;
    let first = 0;
    const began = performance.now();
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', max_tokens: words, stream: true }),
    });
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue;
        const { choices } = JSON.parse(line.slice(6)) as {
          choices: { delta: { content?: string } }[];
        };
        if (choices[0]?.delta.content === undefined) continue;
        if (events === 0) first = performance.now() - began;
        events += 1;
      }
    }
    expectAll(events, words);
    return { first, all: performance.now() - began };
  };
}

function expectAll(events: number, words: number) {
  if (events !== words) throw new Error(`${events} of ${words} words arrived.`);
}

/** In a process of its own each time, as at the first send. */
async function loadTime(file: string): Promise<number> {
  const program = `const began = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - began)`;
  const times: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
    times.push(Number(stdout));
  }
  return median(times);
}
