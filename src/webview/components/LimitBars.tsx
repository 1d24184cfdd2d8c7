import type { UsageLimit } from '../../protocol/api';
import { limitAmount } from '../format/spent';
import { useSurroundings } from '../surroundings';

function LimitBar({ limit }: { limit: UsageLimit }) {
  const { host, act } = useSurroundings();
  const { projectId, name, unit, cap, spent, reserved } = limit;
  const whose = projectId === null ? 'All projects' : name;
  const share = (amount: number) => `${cap === 0 ? 100 : Math.min(100, (100 * amount) / cap)}%`;
  const words = `${limitAmount(unit, spent)} of ${limitAmount(unit, cap)}`;
  return (
    <li class={`limit ${spent >= cap ? 'over' : ''}`}>
      <div class="limit-head">
        <span class="ellipsis">{whose}</span>
        <span class="limit-amount">{words}</span>
        <button
          class="text-button"
          aria-label={`Change Limit of ${whose}`}
          onClick={() => act(() => host.call('changeLimit', { projectId }))}
        >
          Change
        </button>
      </div>
      <div
        class="limit-bar"
        role="meter"
        aria-label={`Limit of ${whose}`}
        aria-valuemin={0}
        aria-valuemax={Math.max(cap, spent)}
        aria-valuenow={spent}
        aria-valuetext={words}
      >
        <span style={{ width: share(spent) }} />
        {reserved > 0 && (
          <span
            class="reserved"
            title="Set aside for answers under way"
            style={{ width: share(reserved) }}
          />
        )}
      </div>
    </li>
  );
}

/** How much is left of each limit in this month. */
export function LimitBars({ limits }: { limits: readonly UsageLimit[] }) {
  return (
    <ul class="limits" aria-label="Limits of this month">
      {limits.map((limit) => (
        <LimitBar key={`${limit.projectId} ${limit.unit}`} limit={limit} />
      ))}
    </ul>
  );
}
