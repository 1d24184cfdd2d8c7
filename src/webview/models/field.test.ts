import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  checkMaxTokens,
  checkName,
  checkTemperature,
  parseMaxTokens,
} from '../components/fieldChecks';
import { FieldModel } from './field';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeField(save = vi.fn<(text: string) => Promise<void>>(async () => {})) {
  const field = new FieldModel({ check: checkName, save });
  field.hear('Old');
  return { field, save };
}

test('a change is saved after a pause, once, and says so', async () => {
  const { field, save } = makeField();
  field.type('Ne');
  field.type('New');
  await vi.advanceTimersByTimeAsync(600);
  expect(save.mock.calls).toEqual([['New']]);
  expect(field.saved.value).toBe(true);
});

test('leaving the field saves at once', async () => {
  const { field, save } = makeField();
  field.type('New');
  await field.flush();
  expect(save).toHaveBeenCalledWith('New');
});

test('what is wrong is said and not saved', async () => {
  const { field, save } = makeField();
  field.type('  ');
  await field.flush();
  expect(field.problem.value).toBe('A project needs a name.');
  expect(save).not.toHaveBeenCalled();
});

test('a field that was not touched saves nothing', async () => {
  const { field, save } = makeField();
  await field.flush();
  expect(save).not.toHaveBeenCalled();
});

test('a value from elsewhere never replaces what is being typed', () => {
  const { field } = makeField();
  field.type('Mine');
  field.hear('Theirs');
  expect(field.text.value).toBe('Mine');
});

test('what could not be saved says why and is tried again', async () => {
  const save = vi
    .fn<(text: string) => Promise<void>>(async () => {})
    .mockRejectedValueOnce(new Error('Busy.'));
  const { field } = makeField(save);
  field.type('New');
  await field.flush();
  expect(field.problem.value).toBe('Busy.');
  await field.flush();
  expect(field.saved.value).toBe(true);
});

test('temperature is from 0 to 2, with point or comma', () => {
  for (const good of ['0', '2', '0.7', '0,7', ' 1 '])
    expect(checkTemperature(good)).toBeUndefined();
  for (const bad of ['', '-1', '2.1', 'hot', 'NaN', 'Infinity'])
    expect(checkTemperature(bad)).toBeDefined();
});

test('max tokens is a whole number from 1, with or without its commas', () => {
  for (const good of ['1', '4,000', '4000', '10 000 000'])
    expect(checkMaxTokens(good)).toBeUndefined();
  for (const bad of ['', '0', '-5', 'many', '10000001']) expect(checkMaxTokens(bad)).toBeDefined();
  expect(parseMaxTokens('4,000')).toBe(4_000);
});

test('a name has 1 to 255 characters', () => {
  expect(checkName('x'.repeat(255))).toBeUndefined();
  expect(checkName('x'.repeat(256))).toBeDefined();
});
