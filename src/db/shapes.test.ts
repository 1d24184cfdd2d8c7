import { expect, test } from 'vitest';
import { ChatInput, MessageText, ProjectInput } from './shapes';

const problemOf = (schema: { safeParse(input: unknown): unknown }, input: unknown) => {
  const { error } = schema.safeParse(input) as { error?: { issues: { message: string }[] } };
  return error?.issues[0]?.message;
};

test.each([
  { name: 'x' },
  { name: 'x'.repeat(255), temperature: 0, maxTokens: 1 },
  { name: '  trimmed  ', temperature: 2, maxTokens: 32_000, model: null, instructions: '' },
])('a project may be %j', (input) => {
  expect(problemOf(ProjectInput, input)).toBeUndefined();
});

test.each([
  [{}, 'expected string'],
  [{ name: '   ' }, 'A project needs a name.'],
  [{ name: 'x'.repeat(256) }, '255'],
  [{ name: 'x', temperature: -0.01 }, 'Temperature is from 0 to 2.'],
  [{ name: 'x', temperature: 2.01 }, 'Temperature is from 0 to 2.'],
  [{ name: 'x', temperature: Number.NaN }, 'NaN'],
  [{ name: 'x', maxTokens: 0 }, 'Max tokens is at least 1.'],
  [{ name: 'x', maxTokens: 1.5 }, 'int'],
  [{ name: 'x', instructions: 'x'.repeat(1_000_001) }, '1000000'],
])('a project may not be %j', (input, problem) => {
  expect(problemOf(ProjectInput, input)).toContain(problem);
});

test("what is not the caller's to set is dropped", () => {
  expect(ProjectInput.parse({ name: ' x ', key: 1, id: 'mine' })).toEqual({ name: 'x' });
  expect(ChatInput.parse({ title: 't', leafId: 'm' })).toEqual({ title: 't' });
});

test('a message needs a word and has its limit', () => {
  expect(problemOf(MessageText, ' \n ')).toBe('Write a message first.');
  expect(problemOf(MessageText, 'x'.repeat(1_000_001))).toContain('Attach a file instead');
  expect(MessageText.parse('  kept as typed ')).toBe('  kept as typed ');
});
