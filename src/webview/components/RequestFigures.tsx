import type { RequestPreview } from '../../protocol/api';
import { count, plural, requestFigures, shortTokens } from '../format/amounts';
import { cost as costOf } from '../format/spent';

const LINES = 12;

/** Every part with its tokens, the largest first. */
function inDetail({ parts, contextTokens, costNanos, spent }: RequestPreview): string {
  const lines = parts
    .toSorted((a, b) => b.tokens - a.tokens)
    .map(({ label, tokens }) => `${label}: about ${plural(tokens, 'token')}`);
  const more = lines.length - LINES;
  return [
    'What is sent with this message',
    ...lines.slice(0, LINES),
    more > 0 ? `and ${count(more)} more` : '',
    contextTokens === null ? '' : `The model takes ${shortTokens(contextTokens)} with its answer.`,
    costNanos === null ? '' : 'The price is without the answer’s.',
    spent?.requestCount ? `This chat so far: ${costOf(spent)}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

/** How much of the model's context the request would take, and what that costs. */
export function RequestFigures({ preview }: { preview: RequestPreview }) {
  const { inputTokens, contextTokens, problem } = preview;
  const { tokens, context, cost } = requestFigures(preview);
  const share = contextTokens ? Math.min(1, inputTokens / contextTokens) : null;
  return (
    <span class={`request-figures ${problem ? 'over' : ''}`} title={inDetail(preview)}>
      {share !== null && (
        <span class="meter" aria-hidden="true">
          <span style={{ width: `${100 * share}%` }} />
        </span>
      )}
      <span class="ellipsis">
        {tokens}
        <span class="of-context">{context}</span>
        {cost}
        {!!preview.spent?.costNanos && (
          <span class="chat-total"> · chat {costOf(preview.spent)}</span>
        )}
      </span>
    </span>
  );
}
