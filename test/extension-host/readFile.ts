import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';

const READ = `
  const Database = require('libsql');
  const db = new Database(process.argv[1], { timeout: 5000 });
  process.stdout.write(JSON.stringify(db.prepare(process.argv[2]).all([])));
  db.close();`;

/** Asks the library's file in a process of its own, past our own code. */
export function readFile<Row>(file: string, sql: string): Row[] {
  const output = execFileSync(process.execPath, ['-e', READ, file, sql], {
    cwd: vscode.extensions.getExtension('better-gpt.better-gpt')?.extensionPath,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  return JSON.parse(output) as Row[];
}
