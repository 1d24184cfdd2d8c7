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
  ['refusal', 'I cannot help with that.', 'failed', 'chooseModel'],
  [undefined, 'Hello', 'failed', 'retry'],
  ['something new', 'Hello', 'done', undefined],
])('an answer that finishes with %s and says “%s” is %s', (finish, text, status, action) => {
  const outcome = judge(finish, { isEmpty: text === '' });
  expect(outcome.status).toBe(status);
  expect(outcome.problem?.action).toBe(action);
});

test('a model’s failure keeps its sentence and what to do', () => {
  expect(explain(new ModelError('No key is set.', 'setKey'), unexpected)).toEqual({
    status: 'failed',
    problem: { sentence: 'No key is set.', action: 'setKey' },
  });
});

test('what helps and what the server sent are kept with it, at most 2,000 characters', () => {
  const response = `${'x'.repeat(1_999)}😀`;
  const error = new ModelError('Busy.', 'retry', { remedy: 'showResponse', response });
  expect(explain(error, unexpected)).toEqual({
    status: 'failed',
    problem: {
      sentence: 'Busy.',
      action: 'retry',
      remedy: 'showResponse',
      response: 'x'.repeat(1_999),
    },
  });
});

test('what passes may be asked again, after the time that the provider names', () => {
  const passing = (retryAfterMs?: number) =>
    explain(
      new ModelError('Busy.', 'retry', {
        passing: true,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      }),
      unexpected,
    ).again;
  expect(passing(12_000)).toEqual({ afterMs: 12_000 });
  expect(passing()).toEqual({ afterMs: undefined });
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
