/** One server-sent event of OpenAI's wire format. */
export const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

const chunk = (choices: unknown[], more: object = {}) =>
  event({
    id: 'c-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'test-model',
    choices,
    ...more,
  });

export const delta = (fields: object) => chunk([{ index: 0, delta: fields, finish_reason: null }]);
export const word = (content: string) => delta({ content });
/** The same over two lines, which make one event. */
export const wordOverTwoLines = (content: string) =>
  `data: {"choices":\ndata: [{"index":0,"delta":{"content":${JSON.stringify(content)}}}]}\n\n`;
export const finish = (reason = 'stop') => chunk([{ index: 0, delta: {}, finish_reason: reason }]);
export const usage = (input: number, output: number) =>
  chunk([], {
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  });
export const done = 'data: [DONE]\n\n';

/** What most servers send last. */
export const ending = finish() + usage(11, 7) + done;
