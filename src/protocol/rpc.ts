import * as z from 'zod';

export const request = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
});

export type Requests = Record<string, { input: z.ZodType; output: z.ZodType }>;
export type Events = Record<string, z.ZodType>;

/** One function per request; leaving one out is a compile error. */
export type Handlers<R extends Requests> = {
  [K in keyof R]: (
    input: z.output<R[K]['input']>,
    signal: AbortSignal,
  ) => Promise<z.input<R[K]['output']>>;
};
export type Publish<E extends Events> = <K extends keyof E & string>(
  name: K,
  payload: z.input<E[K]>,
) => void;

/** The webview's view of the extension. */
export interface Host<R extends Requests, E extends Events> {
  /** Rejects with a `RequestFailure` that has the sentence to show; aborting cancels it on both sides. */
  call<K extends keyof R & string>(
    method: K,
    input: z.input<R[K]['input']>,
    signal?: AbortSignal,
  ): Promise<z.output<R[K]['output']>>;
  /** Returns the function that stops listening. */
  on<K extends keyof E & string>(name: K, listener: (payload: z.output<E[K]>) => void): () => void;
}

/** Largest message a webview may send, in UTF-16 code units of its strings. */
export const MESSAGE_LIMIT = 4_000_000;

/** The wire. Everything on it must survive JSON. */
export const ToHost = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('request'),
    id: z.int().min(1),
    method: z.string().max(100),
    input: z.unknown(),
  }),
  z.strictObject({ type: z.literal('cancel'), id: z.int().min(1) }),
]);
export type ToHost = z.input<typeof ToHost>;

/** What the user can do about a failure: a request that the webview may make. */
export interface Offer {
  label: string;
  method: string;
  input: unknown;
}

export type ToWebview =
  | { type: 'result'; id: number; value: unknown }
  | { type: 'failure'; id: number; message: string; offer?: Offer }
  | { type: 'event'; name: string; payload: unknown };
