import { parentPort } from 'node:worker_threads';
import { keepChangeLog } from './changeLog';
import { Connection } from './connection';
import { Indexer } from './indexer';
import { migrateLibrary } from './migrate';
import { UserError } from './userError';
import type {
  OpenOptions,
  Opened,
  Statement,
  WorkerAnswer,
  WorkerOperation,
  WorkerRequest,
} from './workerProtocol';

interface Current {
  connection: Connection;
  indexer: Indexer;
}
let library: Current | undefined;

function opened(): Current {
  if (!library) throw new UserError('The library is closed. Reload the window to open it again.');
  return library;
}

function open(options: OpenOptions): Opened {
  const connection = new Connection(options.file);
  try {
    const result = migrateLibrary(connection, options);
    if (options.readOnly !== undefined) {
      connection.refuseWrites(options.readOnly);
      result.readOnly = options.readOnly;
    }
    const writer = connection.isReadOnly ? '' : keepChangeLog(connection);
    library = { connection, indexer: new Indexer(connection) };
    return { ...result, writer };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function close(): void {
  library?.indexer.stop();
  library?.connection.close();
  library = undefined;
}

function perform(operation: WorkerOperation): unknown {
  switch (operation.type) {
    case 'open':
      return open(operation.options);
    case 'execute':
      return run([operation.statement], (connection) => connection.execute(operation.statement));
    case 'batch':
      return run(operation.statements, (connection) => connection.batch(operation.statements));
    case 'write':
      return run(operation.statements, (connection) => void connection.batch(operation.statements));
    case 'begin':
      return opened().connection.begin();
    case 'commit':
      return opened().connection.commit();
    case 'rollback':
      return opened().connection.rollback();
    case 'copyOut':
      return opened().connection.script(`VACUUM INTO '${operation.file.replaceAll("'", "''")}'`);
    case 'close':
      return close();
  }
}

function run<T>(statements: Statement[], work: (connection: Connection) => T): T {
  const { connection, indexer } = opened();
  indexer.prepareFor(statements);
  const result = work(connection);
  indexer.soon();
  return result;
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
