import { parentPort } from 'node:worker_threads';
import { Connection } from './connection';
import { migrateLibrary } from './migrate';
import { UserError } from './userError';
import type { WorkerAnswer, WorkerOperation, WorkerRequest } from './workerProtocol';

let connection: Connection | undefined;

function opened(): Connection {
  if (!connection)
    throw new UserError('The library is closed. Reload the window to open it again.');
  return connection;
}

function perform(operation: WorkerOperation): unknown {
  switch (operation.type) {
    case 'open': {
      connection = new Connection(operation.options.file);
      return migrateLibrary(connection, operation.options);
    }
    case 'execute':
      return opened().execute(operation.statement);
    case 'batch':
      return opened().batch(operation.statements);
    case 'begin':
      return opened().begin();
    case 'commit':
      return opened().commit();
    case 'rollback':
      return opened().rollback();
    case 'close': {
      connection?.close();
      connection = undefined;
      return undefined;
    }
  }
}

function answer({ id, operation }: WorkerRequest): WorkerAnswer {
  try {
    return { id, value: perform(operation) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: { message, code, forUser: error instanceof UserError } };
  }
}

parentPort?.on('message', (request: WorkerRequest) => {
  parentPort?.postMessage(answer(request));
  if (request.operation.type === 'close') parentPort?.close();
});
