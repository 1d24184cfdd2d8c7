import { useModel } from '@preact/signals';
import type { Project } from '../../protocol/api';
import { count, plural } from '../format/amounts';
import { cost } from '../format/spent';
import { UsageModel } from '../models/usage';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { Field } from './Field';
import { checkCost, checkTokens, parseCost, parseTokens } from './limitChecks';

function ThisMonth({ projectId }: { projectId: string }) {
  const { host, app } = useSurroundings();
  const model = useModel(() => new UsageModel(host, projectId));
  useReading(model.load);
  const total = model.usage.value?.total;
  if (!total) return null;
  const tokens = plural(total.inputTokens + total.outputTokens, 'token');
  return (
    <button class="text-button" onClick={() => app.showTab('usage')}>
      {total.requestCount === 0
        ? 'Nothing spent this month'
        : `This month: ${cost(total)} · ${tokens}`}
    </button>
  );
}

/** What the project may spend in a month; empty is without limit. */
export function LimitFields({ project }: { project: Project }) {
  const { host } = useSurroundings();
  const { projectId, capNanos, capTokens } = project;
  const save = (change: { capNanos?: number | null; capTokens?: number | null }) =>
    host.call('updateProject', { projectId, change });
  return (
    <section class="model-settings">
      <h2>Limits for a month</h2>
      <Field
        inline
        label="Cost in $"
        inputMode="decimal"
        placeholder="No limit"
        value={capNanos === null ? '' : String(capNanos / 1e9)}
        check={checkCost}
        save={(text) => save({ capNanos: parseCost(text) })}
      />
      <Field
        inline
        label="Tokens"
        inputMode="numeric"
        placeholder="No limit"
        value={capTokens === null ? '' : count(capTokens)}
        check={checkTokens}
        save={(text) => save({ capTokens: parseTokens(text) })}
      />
      <ThisMonth projectId={projectId} />
    </section>
  );
}
