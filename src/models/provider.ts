/** One turn of the conversation as a model is given it. */
export interface Turn {
  role: 'user' | 'assistant';
  text: string;
}

/** What a provider is asked; the same whichever provider it is. */
export interface ModelRequest {
  /** The provider's own name of the model, without our prefix. */
  model: string;
  /** Instructions and files; empty when there are none. */
  system: string;
  turns: Turn[];
  /** 0–2. */
  temperature: number;
  /** The most tokens the answer may have, at least 1. */
  maxTokens: number;
}

/** A piece of an answer, in the order in which it arrives. */
export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** What the provider says it counted; may come more than once, the last one counts. */
  | { type: 'usage'; inputTokens: number | null; outputTokens: number | null }
  /** The answer is whole; `length` when max tokens cut it, `filter` when the provider withheld the rest. */
  | { type: 'finish'; reason: 'stop' | 'length' | 'filter' };

export interface Model {
  /** The provider's own name of it. */
  id: string;
  /** As shown. */
  name: string;
  /** Tokens; null where the provider does not say. */
  contextTokens: number | null;
  maxOutputTokens: number | null;
}

/** Answers, from wherever they come. */
export interface Provider {
  /** Stable; the part of a stored model id before the first colon. */
  readonly id: string;
  /** As shown. */
  readonly name: string;
  /** @throws {ModelError} */
  listModels(signal: AbortSignal): Promise<Model[]>;
  /**
   * Yields parts as they arrive and ends after `finish`. Ending without it, or throwing, means that the
   * answer is not whole; what was yielded before stands.
   * @throws {ModelError} for what went wrong; whatever when `signal` is aborted
   */
  answer(request: ModelRequest, signal: AbortSignal): AsyncIterable<AnswerPart>;
}

/** What the user can do about a model that failed. */
export type ModelErrorAction = 'setKey' | 'chooseModel' | 'retry' | 'manageModels';

/** A failure whose message was written for the user: what went wrong and what to do. Never has a key in it. */
export class ModelError extends Error {
  override name = 'ModelError';
  constructor(
    message: string,
    readonly action: ModelErrorAction,
    options: ErrorOptions & {
      /** How long the provider asks to wait, in milliseconds. */
      retryAfterMs?: number;
    } = {},
  ) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
  readonly retryAfterMs: number | undefined;
}

/** The class comes in more than one bundle, so `instanceof` would miss those of the others. */
export const isModelError = (error: unknown): error is ModelError =>
  error instanceof Error && error.name === 'ModelError' && 'action' in error;
