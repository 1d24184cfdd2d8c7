import { expect, test } from 'vitest';
import { quote, redact } from './redact';

test('the key is taken out, as it is and as it is in an address', () => {
  const key = 'hunter/2+2';
  const secrets = { key, headers: {} };
  expect(redact(`no ${key}, no hunter%2F2%2B2`, secrets)).toBe('no [key], no [key]');
});

test('what headers prove with is taken out like the key, whole, in part and as JSON', () => {
  const headers = { 'x-gateway': 'letmein-"77"', 'proxy-authorization': 'Basic dXNlcjpwYXNz' };
  const secrets = { key: undefined, headers };
  const sent = `${JSON.stringify(headers)} letmein-"77" dXNlcjpwYXNz`;
  expect(redact(sent, secrets)).toBe(
    '{"x-gateway":"[key]","proxy-authorization":"[key]"} [key] [key]',
  );
});

test('a password in an address is taken out', () => {
  expect(redact('at http://me:hunter2@proxy:8080/x@y', undefined)).toBe(
    'at http://[key]@proxy:8080/x@y',
  );
});

test('headers that prove nothing stay readable', () => {
  const headers = { 'http-referer': 'https://me.example', 'x-title': 'Better GPT', 'x-tier': 'no' };
  const text = 'Better GPT at https://me.example: no';
  expect(redact(text, { key: undefined, headers })).toBe(text);
});

test.each([
  'sk-proj-abcdefgh12345',
  'AIzaSyA1234567890',
  'gsk_abcdefgh1234',
  'Bearer abc.def.ghi.jkl',
])('what looks like a key is taken out: %s', (key) => {
  expect(redact(`Wrong: ${key}!`, undefined)).not.toContain(key.slice(-8));
});

test.each(['task-management is hard', 'a risk-assessment', 'Bearer authentication', 'max_tokens'])(
  'ordinary words stay: %s',
  (text) => {
    expect(redact(text, undefined)).toBe(text);
  },
);

test('what others wrote becomes one short line without tags', () => {
  expect(quote('<b>No</b>\u0007\n  way', undefined)).toBe('“No way”');
  expect(quote('x'.repeat(400), undefined, 10)).toBe('“xxxxxxxxx…”');
});
