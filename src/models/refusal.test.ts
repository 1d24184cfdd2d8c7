import { expect, test } from 'vitest';
import { responseFault } from './responseFault';

/** As the servers of this world word it. */
const table: [who: string, status: number, error: object, sentence: RegExp][] = [
  ['OpenRouter', 400, { message: 'foo/bar is not a valid model ID', code: 400 }, /has no model/],
  ['Mistral', 400, { message: 'Invalid model: foo', type: 'invalid_model' }, /has no model/],
  ['DeepSeek', 400, { message: 'Model Not Exist', code: 'invalid_request_error' }, /has no model/],
  ['vLLM', 404, { message: 'The model `foo` does not exist.', code: 404 }, /has no model/],
  [
    'LM Studio',
    404,
    { message: 'No models loaded. Please load a model first.' },
    /has no model|does not know/,
  ],
  [
    'OpenRouter',
    400,
    { message: "This endpoint's maximum context length is 8192 tokens." },
    /too long/,
  ],
  [
    'Mistral',
    400,
    {
      message:
        'Prompt contains 40000 tokens, too large for model with 32768 maximum context length',
    },
    /too long/,
  ],
  ['Groq', 400, { message: 'Please reduce the length of the messages or completion.' }, /too long/],
  ['Groq', 429, { message: 'Limit 6000 tokens per minute, too many tokens' }, /too many requests/],
  [
    'Google',
    400,
    { message: 'API key not valid. Please pass a valid API key.' },
    /did not accept the API key/,
  ],
  [
    'Anthropic',
    400,
    { message: 'Your credit balance is too low to access the API' },
    /no credit left/,
  ],
  [
    'OpenAI',
    429,
    { message: 'You exceeded your current quota', code: 'insufficient_quota' },
    /no credit left/,
  ],
  [
    'Ollama',
    404,
    { message: "model 'foo' not found", type: 'not_found_error', param: null, code: null },
    /Get it with “ollama pull foo”, or choose another model\.$/,
  ],
  [
    'Ollama',
    404,
    { message: 'model "foo" not found, try pulling it first', type: 'api_error' },
    /Get it with “ollama pull foo”/,
  ],
  [
    'Ollama',
    500,
    { message: 'model requires more system memory (5.3 GiB) than is available (3.3 GiB)' },
    /^The computer of Test has too little memory for model “foo”: “.*”\. Choose a smaller model/,
  ],
  [
    'Ollama',
    500,
    { message: 'llama runner process has terminated: exit status 2', type: 'api_error' },
    /has failed \(500\): “llama runner process has terminated: exit status 2”\. Try again/,
  ],
  ['vLLM', 500, { message: 'model worker not found' }, /has failed \(500\)/],
];

test.each(table)('%s, %i %j', (_, status, error, sentence) => {
  const server = {
    name: 'Test',
    baseUrl: 'http://x/v1',
    key: 'k-1234567',
    headers: {},
    model: 'foo',
  };
  const body = JSON.stringify({ error });
  const fault = responseFault(server, new Response(null, { status }), body);
  expect(fault.message).toMatch(sentence);
});

test.each(['foo; rm -rf ~', '$(id)', '-h'])('%j makes no command', (model) => {
  const server = { name: 'Test', baseUrl: 'http://x/v1', key: undefined, headers: {}, model };
  const body = JSON.stringify({ error: { message: 'model "x" not found, try pulling it first' } });
  const fault = responseFault(server, new Response(null, { status: 404 }), body);
  expect(fault.message).toBe(`Test has no model “${model}”. Choose another model.`);
});
