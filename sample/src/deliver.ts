import { setTimeout as wait } from 'node:timers/promises';
import { takeToken } from './limits.ts';
import type { WebhookEvent } from './webhook.ts';

/** After the first attempt: once quickly for a dropped connection, once later for a restart. */
const RETRY_DELAYS_MS = [500, 30_000];
const TIMEOUT_MS = 10_000;

export interface Endpoint {
  url: string;
  secret: string;
}

const endpoints = new Map<string, Endpoint>();

export function registerEndpoint(merchantId: string, endpoint: Endpoint): void {
  endpoints.set(merchantId, endpoint);
}

/** Delivers an event to its merchant; the same event id is sent on every attempt. */
export async function deliver(event: WebhookEvent): Promise<'delivered' | 'gaveUp'> {
  const endpoint = endpoints.get(event.merchantId);
  if (!endpoint) return 'gaveUp';
  for (const delay of [0, ...RETRY_DELAYS_MS]) {
    await wait(delay);
    await takeToken(event.merchantId);
    if (await attempt(endpoint, event)) return 'delivered';
  }
  return 'gaveUp';
}

async function attempt(endpoint: Endpoint, event: WebhookEvent): Promise<boolean> {
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': event.id },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // A merchant's "no" is an answer: only what may be better next time is tried again.
    return (
      response.ok || (response.status >= 400 && response.status < 500 && response.status !== 429)
    );
  } catch {
    return false;
  }
}
