import { ModelError } from './provider';

/** What was counted here before a request, and what the provider counted after it. */
export interface Billed {
  counted: number;
  billed: number;
}

/**
 * By how much a model's tokens differ from those we count: the middle one of what it has billed; 1 while there is
 * nothing to judge by. An odd bill, such as one with pictures, does not lead astray.
 */
export function correctionOf(requests: Billed[]): number {
  const ratios = requests
    .filter(({ counted, billed }) => counted >= leastTokens && billed > 0)
    .map(({ counted, billed }) => billed / counted)
    .sort((a, b) => a - b);
  const middle = (ratios.length - 1) / 2;
  const [low, high] = [ratios[Math.floor(middle)], ratios[Math.ceil(middle)]];
  if (low === undefined || high === undefined) return 1;
  return Math.min(Math.max((low + high) / 2, 0.5), 3);
}

/** Fewer say more about the few tokens around a message than about the words in it. */
const leastTokens = 200;

export const corrected = (counted: number, factor: number): number => Math.ceil(counted * factor);

export interface Fit {
  /** Of the request, as counted or estimated. */
  inputTokens: number;
  /** What the answer may have. */
  maxTokens: number;
  /** Null when nobody knows. */
  contextTokens: number | null;
  /** Whether `inputTokens` is exact: an estimate stops nothing by a hair. */
  exact: boolean;
}

/** The error that the server would answer with, before anything is sent; undefined when the request may go. */
export function overflowOf({ inputTokens, maxTokens, contextTokens, exact }: Fit) {
  if (contextTokens === null) return undefined;
  const leeway = exact ? 1 : 1.1;
  if (inputTokens <= contextTokens * leeway - Math.min(maxTokens, leastAnswer)) return undefined;
  const about = exact ? '' : 'about ';
  return new ModelError(
    `This request has ${about}${count(inputTokens)} tokens, and the model takes ${count(contextTokens)} with the answer. Remove files, start a new chat, or choose a model with a larger context window.`,
    'chooseModel',
    { remedy: 'shorten' },
  );
}

/** Servers cut the answer to what is left of the window; with less than this left it says nothing. */
const leastAnswer = 256;

const count = (tokens: number) => tokens.toLocaleString('en-US');
