// @ts-check
/**
 * Stands in for our extension's main file inside VS Code: loads and activates the real one, and the bare driver,
 * and notes how long each took. Which of them goes first changes with every start.
 */
const given = (/** @type {string} */ name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
};
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');

const results = given('BENCH_RESULTS');
const startsBefore = existsSync(results) ? readFileSync(results, 'utf8').split('\n').length - 1 : 0;

/** Our module and our activate(). */
async function us(/** @type {vscode.ExtensionContext} */ context) {
  const began = performance.now();
  exports.deactivate = require('./itself.js').deactivate;
  await require('./itself.js').activate(context);
  return { us: performance.now() - began };
}

/** The driver, the file and one query: the newest chats. */
function raw() {
  const began = performance.now();
  const Database = require(join(given('BENCH_DRIVER'), 'driver.cjs'));
  const db = new Database(given('BENCH_LIBRARY'));
  db.prepare('SELECT * FROM chats ORDER BY activity DESC LIMIT 50').all([]);
  const took = performance.now() - began;
  db.close();
  return { raw: took };
}

/** Not awaited by VS Code's activation of others: the commands wait for the library themselves. */
async function ready() {
  const began = performance.now();
  await vscode.commands.executeCommand('betterGpt.listProjects');
  return { ready: performance.now() - began };
}

exports.activate = async (/** @type {vscode.ExtensionContext} */ context) => {
  const first = startsBefore % 2 === 0 ? await us(context) : raw();
  const second = startsBefore % 2 === 0 ? raw() : await us(context);
  const figures = { ...first, ...second, ...(await ready()) };
  appendFileSync(results, `${JSON.stringify(figures)}\n`);
};
