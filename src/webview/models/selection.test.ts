import { beforeEach, expect, test } from 'vitest';
import { SelectionModel } from './selection';

const list = ['a', 'b', 'c', 'd', 'e'];
let selection: SelectionModel;
const selected = () => [...selection.ids.value];
beforeEach(() => {
  selection = new SelectionModel();
});

test('Ctrl+click adds a row and takes it away again', () => {
  selection.toggle('b');
  selection.toggle('d');
  expect(selected()).toEqual(['b', 'd']);
  selection.toggle('b');
  expect(selected()).toEqual(['d']);
});

test('Shift+click selects from the last row that was chosen, in either direction', () => {
  selection.toggle('c');
  selection.extendTo('e', list);
  expect(selected()).toEqual(['c', 'd', 'e']);
  selection.extendTo('a', list);
  expect(selected()).toEqual(['a', 'b', 'c']);
});

test('a click without selecting is where the next range begins', () => {
  selection.begin('b');
  expect(selected()).toEqual([]);
  selection.extendTo('c', list);
  expect(selected()).toEqual(['b', 'c']);
});

test('a range from a row that has left the list is the row itself', () => {
  selection.toggle('gone');
  selection.extendTo('c', list);
  expect(selected()).toEqual(['c']);
});

test('what has left the list is not selected any more', () => {
  selection.set(list);
  selection.keep(['b', 'c']);
  expect(selected()).toEqual(['b', 'c']);
});

test('what is done to a selected row is done to all of them, to another row alone', () => {
  selection.set(['a', 'b']);
  expect(selection.including('b')).toEqual(['a', 'b']);
  expect(selection.including('c')).toEqual(['c']);
});

test('what was selected while something was done to others stays selected', () => {
  selection.set(['a', 'b']);
  const done = [...selection.ids.value];
  selection.toggle('c');
  selection.drop(done);
  expect(selected()).toEqual(['c']);
});
