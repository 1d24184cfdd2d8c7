import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startOpenaiServer } from './openaiServer';
import { knownScript } from './scripts';

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
  ...knownScript(values.script, values.models),
  ...(log && { log: (request) => appendFileSync(log, `${JSON.stringify(request)}\n`) }),
});
server.release(Infinity);
process.stdout.write(`${server.url}\n`);
