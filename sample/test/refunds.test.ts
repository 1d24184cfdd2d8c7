import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseRefund } from '../src/refunds.ts';

const payment = {
  id: 'pay_1',
  amountCents: 5000,
  refundedCents: 4000,
  paidAt: new Date('2026-01-01'),
};

test('the parts never exceed what was paid', () => {
  assert.equal(refuseRefund(payment, 1001, new Date('2026-02-01')), 'moreThanPaid');
  assert.equal(refuseRefund(payment, 1000, new Date('2026-02-01')), null);
});

test('a payment of last year is too old', () => {
  assert.equal(refuseRefund(payment, 100, new Date('2026-12-31')), 'tooLate');
});
