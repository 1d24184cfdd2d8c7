import { Banners } from './Banners';
import { Icon } from './IconButton';
import { UsageView } from './UsageView';

/** What all projects of the library have spent. */
export function UsagePage() {
  return (
    <main class="panel-page">
      <Banners />
      <header class="panel-header">
        <span class="trash-mark">
          <Icon name="graph" />
        </span>
        <div class="panel-name">
          <h1>Usage</h1>
          <p>All projects of this library</p>
        </div>
      </header>
      <UsageView projectId={null} />
    </main>
  );
}
