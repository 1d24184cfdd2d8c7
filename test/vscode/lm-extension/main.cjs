// @ts-check
const { appendFileSync } = require('node:fs');
const vscode = require('vscode');

const log = process.env.SCRIPTED_LM_LOG;
const answer = process.env.SCRIPTED_LM_ANSWER ?? 'The scripted model has read your question.';

/** @type {vscode.LanguageModelChatInformation} */
const model = {
  id: 'scripted-1',
  name: 'Scripted 1',
  family: 'scripted',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 4_000,
  capabilities: {},
};

/** @param {vscode.LanguageModelChatRequestMessage} message */
const plain = (message) => ({
  role: message.role === vscode.LanguageModelChatMessageRole.User ? 'user' : 'assistant',
  text: message.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join(''),
});

/** @type {vscode.LanguageModelChatProvider} */
const provider = {
  provideLanguageModelChatInformation: () => [model],
  async provideLanguageModelChatResponse(asked, messages, options, progress, token) {
    const record = {
      model: asked.id,
      messages: messages.map(plain),
      options: options.modelOptions,
    };
    if (log) appendFileSync(log, `${JSON.stringify(record)}\n`);
    for (const word of answer.match(/\S+\s*/g) ?? []) {
      if (token.isCancellationRequested) return;
      progress.report(new vscode.LanguageModelTextPart(word));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  provideTokenCount: async (_model, text) =>
    Math.ceil((typeof text === 'string' ? text : plain(text).text).length / 4),
};

/** @param {vscode.ExtensionContext} context */
exports.activate = (context) => {
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('scripted', provider));
};
