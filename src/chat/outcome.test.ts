import { expect, test } from 'vitest';
import { UserError } from '../db/userError';
import { ModelError } from '../models/provider';
import { explain, judge } from './outcome';

const unexpected = (error: unknown) => expect.unreachable(String(error));

test.each([
  ['stop', 'Hello', 'done', undefined],
  ['stop', '', 'failed', 'retry'],
  ['length', 'Hello', 'failed', 'retry'],
  ['filter', 'Hello', 'failed', 'retry'],
  [undefined, 'Hello', 'failed', 'retry'],
  ['something new', 'Hello', 'done', undefined],
])('an answer that finishes with %s and says “%s” is %s', (finish, text, status, action) => {
  const outcome = judge(finish, text);
  expect(outcome.status).toBe(status);
  expect(outcome.problem?.action).toBe(action);
});

test('a model’s failure keeps its sentence and what to do', () => {
  expect(explain(new ModelError('No key is set.', 'setKey'), unexpected)).toEqual({
    status: 'failed',
    problem: { sentence: 'No key is set.', action: 'setKey' },
  });
});

test('a sentence for the user is found beneath the failed query that it caused', () => {
  const cause = new UserError('The library is closed.');
  const error = new Error('Failed query: select 1', { cause });
  expect(explain(error, unexpected).problem?.sentence).toBe('The library is closed.');
});

test('anything else goes to the log, and the user is told so', () => {
  const logged: unknown[] = [];
  const error = new TypeError('x is undefined');
  const { problem } = explain(error, (e) => logged.push(e));
  expect(logged).toEqual([error]);
  expect(problem?.sentence).not.toContain('undefined');
});
