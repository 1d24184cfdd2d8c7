import { type FinishReason as SdkReason, JSONParseError, TypeValidationError } from 'ai';
import type { Progress } from './answerStream';
import { connectionFault, cutFault, nothingFault } from './connectionFault';
import { type Fields, isFields, parseJson } from './json';
import { type AnswerPart, type FinishReason, isModelError, ModelError } from './provider';
import { quote } from './redact';
import { refusalFault } from './refusal';
import type { Server } from './server';
import { readServerError, type ServerError } from './serverError';

/** Follows one answer and says in the end whether it is whole, or what is wrong with it. */
export class AnswerCheck {
  private hasText = false;
  private hasParts = false;
  private hasHoles = false;

  constructor(
    private readonly server: Server & { model: string },
    private readonly maxTokens: number,
    private readonly progress: Progress,
  ) {}

  /** Takes notice of a part on its way. */
  readonly note = (part: AnswerPart): AnswerPart => {
    this.hasParts = true;
    this.hasText ||= part.type === 'image' || (part.type === 'text' && part.text.trim() !== '');
    return part;
  };

  /** @throws {ModelError} when this ends the answer; what a piece of garbage does not */
  error(error: unknown): void {
    const own = findModelError(error);
    if (own) throw own;
    const value = valueOf(error);
    const said = readServerError(value);
    if (said) throw inAnswer(this.server, said);
    this.hasHoles ||= JSONParseError.isInstance(error) || mayHoldWords(value);
  }

  /** @throws {ModelError} when the answer ended, but not well */
  finish(reason: SdkReason, raw: string | undefined): AnswerPart {
    if (!this.progress.finished) throw this.cut();
    if (raw === 'error' || raw === 'abort') throw this.brokenOff();
    if (this.hasHoles) throw this.holes();
    const kind = kindOf(reason, raw);
    if (!this.hasText) throw this.empty(kind);
    return { type: 'finish', reason: kind };
  }

  /** For what was thrown while the answer was read. */
  fault(error: unknown): ModelError {
    const own = findModelError(error);
    if (own) return own;
    const said = readServerError(valueOf(error));
    if (said) return inAnswer(this.server, said);
    // What came was read, but made no sense.
    return this.progress.data ? this.holes() : connectionFault(this.server, error);
  }

  /** For an answer that has no end. */
  cut(): ModelError {
    const { name } = this.server;
    if (this.progress.data && this.hasParts) return cutFault(this.server);
    if (this.progress.data) return nothingFault(this.server);
    return new ModelError(
      `${name} sent something that could not be read as an answer. Check the address in Manage Models.`,
      'manageModels',
    );
  }

  private brokenOff() {
    return new ModelError(
      `${this.server.name} broke the answer off. What had arrived is kept. Try again.`,
      'retry',
      { passing: true, remedy: 'continue' },
    );
  }

  private holes() {
    return new ModelError(
      `A part of what ${this.server.name} sent could not be read, so words may be missing. What had arrived is kept. Try again.`,
      'retry',
      { remedy: 'showResponse' },
    );
  }

  private empty(kind: FinishReason) {
    const { name, model } = this.server;
    if (kind === 'refusal')
      return new ModelError(
        `The model ${quote(model, undefined, 100)} refused to answer. Ask in another way, or choose another model.`,
        'chooseModel',
      );
    if (kind === 'filter')
      return new ModelError(
        `${name} withheld the answer. Ask in another way, or choose another model.`,
        'chooseModel',
      );
    if (kind === 'length')
      return new ModelError(
        `The answer's ${this.maxTokens} tokens were used up before its first word. Raise max tokens in the project's settings, or choose another model.`,
        'chooseModel',
      );
    return new ModelError(
      `${name} ended without a word of an answer. Try again, or choose another model.`,
      'retry',
    );
  }
}

/** Where a server says itself that it filtered, it did; else the model's own words were a refusal. */
function kindOf(reason: SdkReason, raw: string | undefined): FinishReason {
  if (reason === 'length') return 'length';
  if (reason !== 'content-filter') return 'stop';
  return !raw || raw === 'stop' || raw === 'refusal' ? 'refusal' : 'filter';
}

/** The event that the AI SDK could not read, or took for an error. */
function valueOf(error: unknown): unknown {
  if (TypeValidationError.isInstance(error)) return error.value;
  if (!isFields(error)) return typeof error === 'string' ? { error } : undefined;
  const { responseBody } = error;
  const data = error['data'] ?? (typeof responseBody === 'string' ? parseJson(responseBody) : null);
  if (isFields(data)) return isFields(data['response']) ? data['response'] : asError(data);
  return typeof data === 'string' ? { error: data } : undefined;
}

const asError = (data: Fields) =>
  data['error'] || data['type'] === 'error' ? data : { error: data };

const inAnswer = (server: Server, error: ServerError) =>
  refusalFault(server, { status: 200, error, page: undefined, retryAfterMs: undefined });

/** An event that is neither an error nor of the known shape: some servers send pings of their own. */
const mayHoldWords = (value: unknown) =>
  isFields(value) && ['choices', 'candidates', 'delta'].some((name) => name in value);

function findModelError(error: unknown): ModelError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    if (isModelError(at)) return at;
  }
  return undefined;
}
