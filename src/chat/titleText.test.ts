import { expect, test } from 'vitest';
import { askForTitle, readTitle } from './titleText';

test.each([
  ['Retries of webhooks', 'Retries of webhooks'],
  ['"Retries of webhooks."', 'Retries of webhooks'],
  ['“Retries of webhooks”\n', 'Retries of webhooks'],
  ["'Don't retry webhooks'", "Don't retry webhooks"],
  ['Title: Retries of webhooks', 'Retries of webhooks'],
  ['**Title:** "Retries of webhooks"', 'Retries of webhooks'],
  ['# Retries of `webhooks`.', 'Retries of webhooks'],
  ['```text\nRetries of webhooks\n```', 'Retries of webhooks'],
  ['Sure! Here is a title:\n\n- *Retries of webhooks*', 'Retries of webhooks'],
  ['{"title": "Retries of webhooks"}', 'Retries of webhooks'],
  ['<title>Retries of webhooks</title>', 'Retries of webhooks'],
  ['  Retries \t of\u0000\u0007 webhooks  ', 'Retries of webhooks'],
  ['「再試行の方針」', '再試行の方針'],
  ['Titel: Wiederholte Webhooks', 'Wiederholte Webhooks'],
  ['“A” and “B”', '“A” and “B”'],
  ['🪝🔁', '🪝🔁'],
  ['C++ or C#?', 'C++ or C#?'],
])('%j is the title %j', (said, title) => expect(readTitle(said)).toBe(title));

test.each([
  [''],
  ['   \n\n'],
  ['""'],
  ['***'],
  ['```\n```'],
  ['Title:'],
  ['I’m sorry, but I cannot help with that.'],
  [
    'The user asks why webhooks are retried twice, and the assistant explains that line 42 does so.',
  ],
])('%j is none', (said) => expect(readTitle(said)).toBeUndefined());

test('a title is bounded however long what was said is, and however it is nested', () => {
  expect(readTitle('"'.repeat(2_000))).toBeUndefined();
  expect(readTitle(`${'# '.repeat(900)}Webhooks`)).toBe('Webhooks');
});

test('the beginnings are asked about, never half a character', () => {
  const asked = askForTitle(`${'x'.repeat(1_999)}🪝`, '');
  expect(asked).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  expect(asked.length).toBeLessThan(2_500);
});
