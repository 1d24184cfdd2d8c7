import * as vscode from 'vscode';
import { joinTurns } from '../../models/joinTurns';
import {
  type AnswerPart,
  type Model,
  ModelError,
  type ModelRequest,
  type Provider,
  type Turn,
} from '../../models/provider';

export const VSCODE_ID = 'vscode';

/** The models that VS Code itself offers, such as Copilot's. */
export const vscodeProvider = (): Provider => ({
  id: VSCODE_ID,
  name: 'VS Code',
  async listModels(): Promise<Model[]> {
    const models = await vscode.lm.selectChatModels();
    return models.map((model) => ({
      id: idOf(model),
      name: model.name,
      contextTokens: model.maxInputTokens,
      maxOutputTokens: null,
    }));
  },
  answer,
});

const idOf = ({ vendor, id }: vscode.LanguageModelChat) => `${vendor}/${id}`;

async function* answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<AnswerPart> {
  const cancellation = new vscode.CancellationTokenSource();
  const cancel = () => cancellation.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const model = await findModel(request.model);
    const response = await model.sendRequest(
      messagesOf(request),
      {
        justification: 'You sent a message in Better GPT.',
        modelOptions: optionsOf(request),
      },
      cancellation.token,
    );
    // VS Code has no word for it that all its models know.
    if (request.reasoningEffort !== undefined) {
      yield { type: 'dropped', settings: ['reasoningEffort'] };
    }
    for await (const part of response.stream) yield* readPart(part);
    yield { type: 'finish', reason: 'stop' };
  } catch (error) {
    throw toModelError(error, request.model);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancellation.dispose();
  }
}

const optionsOf = ({ temperature, maxTokens, topP, stop, extraBody }: ModelRequest) => ({
  temperature,
  max_tokens: maxTokens,
  ...(topP !== undefined && { top_p: topP }),
  ...(stop && stop.length > 0 && { stop }),
  ...extraBody,
});

async function findModel(model: string): Promise<vscode.LanguageModelChat> {
  const all = await vscode.lm.selectChatModels();
  const found = all.find((candidate) => idOf(candidate) === model);
  if (found) return found;
  const sentence = `VS Code does not offer the model “${model}” now. Sign in to its extension, or choose another model.`;
  throw new ModelError(sentence, 'chooseModel');
}

/** VS Code's models know no system role: what would be there is the first message. */
function messagesOf({ system, turns }: ModelRequest): vscode.LanguageModelChatMessage[] {
  const { User, Assistant } = vscode.LanguageModelChatMessage;
  const spoken = joinTurns(turns).map((turn) =>
    turn.role === 'user' ? User(contentOf(turn)) : Assistant(turn.text),
  );
  return system === '' ? spoken : [User(system), ...spoken];
}

const contentOf = ({ text, images = [] }: Turn) =>
  images.length === 0
    ? text
    : [
        ...images.map(({ data, mediaType }) => vscode.LanguageModelDataPart.image(data, mediaType)),
        ...(text === '' ? [] : [new vscode.LanguageModelTextPart(text)]),
      ];

/** Thinking parts have no type yet in VS Code's stable API; they are known by their text and their class's name. */
function* readPart(part: unknown): Generator<AnswerPart> {
  if (part instanceof vscode.LanguageModelTextPart) {
    yield { type: 'text', text: part.value };
  } else if (isThinking(part)) {
    yield { type: 'reasoning', text: [part.value].flat().join('') };
  }
}

const isThinking = (part: unknown): part is { value: string | string[] } =>
  typeof part === 'object' &&
  part !== null &&
  part.constructor.name.includes('Thinking') &&
  'value' in part;

function toModelError(error: unknown, model: string): unknown {
  if (!(error instanceof vscode.LanguageModelError)) return error;
  switch (error.code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return new ModelError(
        `VS Code did not allow Better GPT to use “${model}”. Allow it when VS Code asks, then retry.`,
        'retry',
        { cause: error },
      );
    case vscode.LanguageModelError.NotFound.name:
      return new ModelError(`VS Code no longer offers the model “${model}”.`, 'chooseModel', {
        cause: error,
      });
    case vscode.LanguageModelError.Blocked.name:
      return new ModelError(
        `VS Code blocked this request: its quota is used up, or its content filter refused.`,
        'chooseModel',
        { cause: error },
      );
    default:
      return new ModelError(`The model “${model}” failed: ${error.message}`, 'retry', {
        cause: error,
      });
  }
}
