import type { Sums } from '../../protocol/api';
import { count } from '../format/amounts';
import { cost } from '../format/spent';

export interface UsageRow extends Sums {
  key: string;
  name: string;
  /** Opens what the row is about. */
  open?: (() => void) | undefined;
}

interface Props {
  title: string;
  /** What the first column is. */
  what: string;
  rows: readonly UsageRow[];
}

/** The name is a button where there is something to open. */
export function UsageTable({ title, what, rows }: Props) {
  return (
    <section class="usage-section">
      <h2>{title}</h2>
      <table class="usage-table">
        <thead>
          <tr>
            <th scope="col">{what}</th>
            <th scope="col">Cost</th>
            <th scope="col">Sent</th>
            <th scope="col">Answered</th>
            <th scope="col">Requests</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.open ? (
                  <button class="text-button" title={row.name} onClick={row.open}>
                    {row.name}
                  </button>
                ) : (
                  <span title={row.name}>{row.name}</span>
                )}
              </th>
              <td>{cost(row)}</td>
              <td>{count(row.inputTokens)}</td>
              <td>{count(row.outputTokens)}</td>
              <td>{count(row.requestCount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
