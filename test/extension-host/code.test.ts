import * as assert from 'node:assert/strict';
import { call } from './called';

suite('Code of an answer', () => {
  for (const id of ['applyShownCode', 'discardShownCode']) {
    test(`${id} says that there is none where none is on show`, async () => {
      await assert.rejects(call(id, {}), /No code of an answer is on show/);
    });
  }
});
