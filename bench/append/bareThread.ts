import { parentPort, workerData } from 'node:worker_threads';
import { inserter, openBare, type Values } from './insert';

const db = openBare(String(workerData));
const insert = inserter(db);

parentPort?.on('message', (message: Values | 'close') => {
  if (message === 'close') db.close();
  else insert(message);
  parentPort?.postMessage('done');
  if (message === 'close') parentPort?.close();
});
