import { setTimeout as wait } from 'node:timers/promises';

const PER_MINUTE = 120;
const BURST = 20;

interface Bucket {
  tokens: number;
  filledAt: number;
}

const buckets = new Map<string, Bucket>();

function refill(bucket: Bucket, now: number): void {
  const earned = ((now - bucket.filledAt) / 60_000) * PER_MINUTE;
  bucket.tokens = Math.min(BURST, bucket.tokens + earned);
  bucket.filledAt = now;
}

/** Waits until the merchant may be called again. */
export async function takeToken(merchantId: string): Promise<void> {
  const bucket = buckets.get(merchantId) ?? { tokens: BURST, filledAt: Date.now() };
  buckets.set(merchantId, bucket);
  refill(bucket, Date.now());
  while (bucket.tokens < 1) {
    await wait(60_000 / PER_MINUTE);
    refill(bucket, Date.now());
  }
  bucket.tokens -= 1;
}
