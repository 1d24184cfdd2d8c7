/** A picture, as a model is shown it. */
export interface Image {
  /** Such as image/png. */
  mediaType: string;
  data: Uint8Array;
}

/** One turn of the conversation as a model is given it. */
export interface Turn {
  role: 'user' | 'assistant';
  text: string;
  /** What the user shows with the text. */
  images?: Image[];
}

export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ReasoningEffort = (typeof REASONING_EFFORTS)[number];

/** What can be asked for beyond the temperature. A model that does not take one answers without it: see `dropped`. */
export interface ModelSettings {
  /** 0–1. */
  topP?: number;
  reasoningEffort?: ReasoningEffort;
  /** The answer ends before any of these. */
  stop?: string[];
  /** Goes into the body of the request as it is; see {@link readExtraBody} for what may be in it. */
  extraBody?: Record<string, unknown>;
}

/** The name of a setting, as a receipt may tell it. */
export type SettingName = 'temperature' | 'maxTokens' | 'topP' | 'reasoningEffort' | 'stop';

/** What a provider is asked; the same whichever provider it is. */
export interface ModelRequest extends ModelSettings {
  /** The provider's own name of the model, without our prefix. */
  model: string;
  /** Instructions and files; empty when there are none. */
  system: string;
  /**
   * The same in pieces, what changes least first, for providers that remember the beginning of a request: joined
   * by an empty line they are `system`.
   */
  systemParts?: string[];
  turns: Turn[];
  /** 0–2. */
  temperature: number;
  /** The most tokens the answer may have, at least 1. */
  maxTokens: number;
}

/** What the provider says it counted; may come more than once, the last one counts. */
export interface Usage {
  /** With those of the cache. */
  inputTokens: number | null;
  /** With those of the reasoning. */
  outputTokens: number | null;
  /** Of the input, read from the provider's cache; missing where it does not say. */
  cachedInputTokens?: number;
  /** Of the input, written to the cache. */
  cacheWriteTokens?: number;
  /** Of the output. */
  reasoningTokens?: number;
}

/** A piece of an answer, in the order in which it arrives. */
export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** Comes before the words: what was asked for, but is not in the request, because the model does not take it. */
  | { type: 'dropped'; settings: SettingName[] }
  /** A picture that the model made. */
  | ({ type: 'image' } & Image)
  /** Where the model says that it has something from. */
  | { type: 'citation'; url: string; title: string | null }
  | ({ type: 'usage' } & Usage)
  /**
   * The answer is whole; `length` when max tokens cut it, `filter` when the provider withheld the rest, `refusal` when
   * the model said that it will not answer.
   */
  | { type: 'finish'; reason: FinishReason };

export type FinishReason = 'stop' | 'length' | 'filter' | 'refusal';

export interface Model {
  /** The provider's own name of it. */
  id: string;
  /** As shown. */
  name: string;
  /** Tokens; null where the provider does not say. */
  contextTokens: number | null;
  maxOutputTokens: number | null;
  /** Whether it can be shown pictures; missing where the provider does not say. */
  images?: boolean;
  /** US dollars for a million tokens, where the provider says. */
  price?: { input: number; output: number };
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

/** What helps more than the action, where the chat offers it. */
export type Remedy =
  /** Ask for the rest of what has begun to arrive. */
  | 'continue'
  /** Send less: leave files out, or begin anew. */
  | 'shorten'
  /** Look at what the server sent: it is not what it should be. */
  | 'showResponse';

export interface ModelErrorOptions extends ErrorOptions {
  /** How long the provider asks to wait, in milliseconds. */
  retryAfterMs?: number;
  /** Whether the same request is likely to do better soon, so that it may be sent again without a question. */
  passing?: boolean;
  remedy?: Remedy;
  /** What the server sent, its beginning only and without keys. */
  response?: string;
}

/** A failure whose message was written for the user: what went wrong and what to do. Never has a key in it. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly retryAfterMs: number | undefined;
  readonly passing: boolean;
  readonly remedy: Remedy | undefined;
  readonly response: string | undefined;

  constructor(
    message: string,
    readonly action: ModelErrorAction,
    options: ModelErrorOptions = {},
  ) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.passing = options.passing ?? false;
    this.remedy = options.remedy;
    this.response = options.response;
  }
}

/** The class comes in more than one bundle, so `instanceof` would miss those of the others. */
export const isModelError = (error: unknown): error is ModelError =>
  error instanceof Error && error.name === 'ModelError' && 'action' in error;
