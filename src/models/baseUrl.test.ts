import { expect, test } from 'vitest';
import { readAddress } from './baseUrl';

test.each([
  [
    'localhost:11434',
    'http://localhost:11434/v1',
    'http://localhost:11434',
    'http://localhost:11434/api/v1',
  ],
  ['http://127.0.0.1:8080/v1/', 'http://127.0.0.1:8080/v1'],
  ['127.0.0.1:1234/v1', 'http://127.0.0.1:1234/v1'],
  ['[::1]:1234/v1', 'http://[::1]:1234/v1'],
  ['192.168.1.7:8000/v1', 'http://192.168.1.7:8000/v1'],
  ['nas.local:8000/v1', 'http://nas.local:8000/v1'],
  ['ollama:11434/v1', 'http://ollama:11434/v1'],
  ['api.openai.com/v1', 'https://api.openai.com/v1'],
  ['172.32.0.1/v1', 'https://172.32.0.1/v1'],
  ['  https://api.openai.com/v1/chat/completions \n', 'https://api.openai.com/v1'],
  ['https://api.openai.com/v1/models/', 'https://api.openai.com/v1'],
  ['https://api.openai.com/v1#top', 'https://api.openai.com/v1'],
  ['HTTPS://API.OpenAI.com/v1', 'https://api.openai.com/v1'],
  ['https://api.groq.com/openai', 'https://api.groq.com/openai', 'https://api.groq.com/openai/v1'],
  [
    'https://generativelanguage.googleapis.com/v1beta/openai/',
    'https://generativelanguage.googleapis.com/v1beta/openai',
  ],
  [
    'http://localhost:11434/api/chat',
    'http://localhost:11434/v1',
    'http://localhost:11434',
    'http://localhost:11434/api/v1',
  ],
])('%j leads to %s', (typed, ...candidates) => {
  expect(readAddress(typed)).toEqual({ candidates });
});

test.each([
  ['', 'Type the address'],
  ['   ', 'Type the address'],
  ['ftp://example.com', 'not with ftp://'],
  ['file:///etc/passwd', 'not with file://'],
  ['javascript:alert(1)', 'not an address'],
  ['http://', 'not an address'],
  ['https://exa mple.com', 'not an address'],
  ['http://localhost:99999', 'not an address'],
  ['https://me:secret@example.com/v1', 'password out of the address'],
  ['sk-token@example.com/v1', 'password out of the address'],
  ['https://example.com/v1?key=sk-1234', 'Leave out the “?”'],
])('%j is refused with a reason', (typed, reason) => {
  const read = readAddress(typed);
  expect(read).toEqual({ problem: expect.stringContaining(reason) as string });
  expect(JSON.stringify(read)).not.toMatch(/secret|sk-/);
});
