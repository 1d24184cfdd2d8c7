/** Days after a payment within which it can be refunded. */
export const REFUND_WINDOW_DAYS = 180;

export interface Payment {
  id: string;
  amountCents: number;
  refundedCents: number;
  paidAt: Date;
}

export type RefundRefusal = 'tooLate' | 'moreThanPaid' | 'notPositive';

/** Why this refund cannot be made; null when it can. */
export function refuseRefund(payment: Payment, cents: number, now: Date): RefundRefusal | null {
  const days = (now.getTime() - payment.paidAt.getTime()) / 86_400_000;
  if (cents <= 0) return 'notPositive';
  if (days > REFUND_WINDOW_DAYS) return 'tooLate';
  if (payment.refundedCents + cents > payment.amountCents) return 'moreThanPaid';
  return null;
}
