import { type Fields, isFields } from '../json';
import type { ModelRequest, ReasoningEffort, SettingName } from '../provider';

/** Anthropic asks for at least as many tokens to think with. */
const LEAST_BUDGET = 1_024;
/** An answer shorter than this has no room for thoughts. */
const LEAST_TOKENS = 1_280;

/** Of the tokens of an answer. */
const SHARES: Record<ReasoningEffort, number> = {
  ...{ none: 0, minimal: 0.2, low: 0.3, medium: 0.5, high: 0.7, xhigh: 0.8 },
};

/**
 * The SDK asks for the tokens to think with beside those of the answer, up to fifteen times as many: max tokens
 * would be no limit any more. They are a part of it here, as with the other providers.
 */
export function boundThinking(
  body: Fields,
  { maxTokens, reasoningEffort = 'xhigh' }: ModelRequest,
): Fields {
  const { thinking, max_tokens: asked } = body;
  if (!isFields(thinking) || typeof thinking['budget_tokens'] !== 'number') return body;
  const share = Math.floor(maxTokens * SHARES[reasoningEffort]);
  const budget = Math.max(LEAST_BUDGET, Math.min(thinking['budget_tokens'], share));
  return {
    ...body,
    max_tokens: typeof asked === 'number' ? Math.min(asked, maxTokens) : maxTokens,
    thinking: { ...thinking, budget_tokens: budget },
  };
}

/** Of temperature and top-p Anthropic takes one. A temperature there always is; who sets the other one wants it. */
export function excluded({ topP, maxTokens, reasoningEffort }: ModelRequest): SettingName[] {
  const hasNoRoom = reasoningEffort !== undefined && maxTokens < LEAST_TOKENS;
  return [
    ...(topP === undefined ? [] : (['temperature'] as const)),
    ...(hasNoRoom ? (['reasoningEffort'] as const) : []),
  ];
}
