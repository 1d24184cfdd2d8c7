import { useModel } from '@preact/signals';
import type { Usage } from '../../protocol/api';
import { count } from '../format/amounts';
import { cost, dayName, monthName } from '../format/spent';
import { UsageModel } from '../models/usage';
import { type Surroundings, useSurroundings } from '../surroundings';
import { LimitBars } from './LimitBars';
import { Select } from './Select';
import { useReading } from './useReading';
import { Failure, Progress } from './states';
import { UsageDays } from './UsageDays';
import { UsageTable } from './UsageTable';

type Place = Pick<Surroundings, 'host' | 'act'>;

function MonthChoice({ usage, onChoose }: { usage: Usage; onChoose: (month: string) => void }) {
  return (
    <Select
      aria-label="Month"
      value={usage.month}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {usage.months.map((month) => (
        <option key={month} value={month}>
          {monthName(month)}
        </option>
      ))}
    </Select>
  );
}

function Totals({ usage: { total } }: { usage: Usage }) {
  const figures = [
    ['Cost', cost(total)],
    ['Tokens sent', count(total.inputTokens)],
    ['Tokens answered', count(total.outputTokens)],
    ['Requests', count(total.requestCount)],
  ];
  return (
    <dl class="usage-totals">
      {figures.map(([what, amount]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
    </dl>
  );
}

function ByWhat({ usage, projectId }: { usage: Usage; projectId: string | null }) {
  const place = useSurroundings();
  const days = usage.days.map((day) => ({ ...day, key: day.day, name: dayName(day.day) }));
  return (
    <>
      {projectId === null && (
        <UsageTable title="Projects" what="Project" rows={projectRows(usage, place)} />
      )}
      <UsageTable
        title="Models"
        what="Model"
        rows={usage.models.map((model) => ({ ...model, key: model.name }))}
      />
      {usage.chats.length > 0 && (
        <UsageTable title="Chats that cost most" what="Chat" rows={chatRows(usage, place)} />
      )}
      {usage.answers.length > 0 && (
        <UsageTable title="Answers that cost most" what="Receipt" rows={answerRows(usage, place)} />
      )}
      <UsageTable title="Days (UTC)" what="Day" rows={days} />
    </>
  );
}

const projectRows = ({ projects }: Usage, { host, act }: Place) =>
  projects.map(({ projectId, name, ...sums }) => ({
    ...sums,
    key: projectId,
    name: name ?? 'A deleted project',
    open:
      name === null
        ? undefined
        : () => act(() => host.call('openPanel', { projectId, tab: 'usage' })),
  }));

const chatRows = ({ chats }: Usage, { host, act }: Place) =>
  chats.map(({ chatId, projectId, title, ...sums }) => ({
    ...sums,
    key: chatId,
    name: title,
    open: () => act(() => host.call('goTo', { projectId, chatId })),
  }));

const answerRows = ({ answers }: Usage, { host, act }: Place) =>
  answers.map(({ requestId, title, model, costNanos, isEstimated, ...tokens }) => ({
    ...tokens,
    requestCount: 1,
    costNanos: costNanos ?? 0,
    unpricedCount: costNanos === null ? 1 : 0,
    estimatedCount: isEstimated ? 1 : 0,
    key: requestId,
    name: `${title} · ${model}`,
    open: () => act(() => host.call('showReceipt', { requestId })),
  }));

/** What one project, or the library, has spent in a month. */
export function UsageView({ projectId }: { projectId: string | null }) {
  const { host, act } = useSurroundings();
  const model = useModel(() => new UsageModel(host, projectId));
  useReading(model.load);
  const usage = model.usage.value;
  const problem = model.problem.value;
  if (!usage) return problem ? <Failure sentence={problem} onRetry={model.load} /> : <Progress />;
  // Each limit has its own way to change it.
  const hasLimit = usage.limits.some((limit) => limit.projectId === projectId);
  const isEmpty = usage.total.requestCount === 0;
  return (
    <div class="usage">
      {problem && <Failure sentence={problem} onRetry={model.load} />}
      <div class="usage-tools">
        <MonthChoice usage={usage} onChoose={(month) => void model.show(month)} />
        {!hasLimit && (
          <button
            class="text-button"
            onClick={() => act(() => host.call('changeLimit', { projectId }))}
          >
            Set a limit
          </button>
        )}
      </div>
      {usage.limits.length > 0 && <LimitBars limits={usage.limits} />}
      {isEmpty ? (
        <p class="empty-note">No model was asked in {monthName(usage.month)}.</p>
      ) : (
        <>
          <Totals usage={usage} />
          <UsageDays usage={usage} />
          <ByWhat usage={usage} projectId={projectId} />
        </>
      )}
    </div>
  );
}
