import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startOpenaiServer } from './openaiServer';
import type { ChatReplyName, ModelListName } from './scripts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    script: { type: 'string', default: 'fixed' },
    models: { type: 'string', default: 'one' },
    /** A file that gets one line of JSON for each request. */
    log: { type: 'string' },
  },
});
const { log } = values;
const server = await startOpenaiServer({
  port: Number(values.port),
  chat: values.script as ChatReplyName,
  models: values.models as ModelListName,
  ...(log && { log: (request) => appendFileSync(log, `${JSON.stringify(request)}\n`) }),
});
server.release(Infinity);
process.stdout.write(`${server.url}\n`);
