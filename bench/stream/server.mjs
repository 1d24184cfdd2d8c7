// A server in a thread of its own, so that it takes no time from whom it is measured against.
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const event = (/** @type {object} */ value) => `data: ${JSON.stringify(value)}\n\n`;
const delta = event({ choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] });
const end = `${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`;
/** @type {{ batch: number }} */
const { batch } = workerData;

/**
 * Answers with as many words as the request asks for, a few in each piece, as a network delivers them.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  let body = '';
  for await (const piece of request) body += piece;
  /** @type {{ max_tokens: number }} */
  const { max_tokens: words } = JSON.parse(body);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let sent = 0; sent < words; sent += batch) {
    const piece = delta.repeat(Math.min(batch, words - sent));
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end(end);
}
const server = createServer((request, response) => {
  // A client that has left needs no answer.
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') parentPort?.postMessage(address?.port);
});
