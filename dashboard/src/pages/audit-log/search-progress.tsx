import type { AuditPage } from '../../api/organization/audit-events.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/feedback/spinner.tsx';
import { positionText } from './log-pager.tsx';
import type { TimeZone } from './time-zone.ts';

type Props = { readonly page: AuditPage; readonly zone: TimeZone; readonly onStop: () => void };

/** How far a search has come, and a button that ends it with what it has found. */
export function SearchProgress({ page, zone, onStop }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-3 text-muted text-sm">
      <Spinner />
      <span role="status">Searching…</span>
      <span className="tabular-nums">{positionText(page, zone)}</span>
      <Button size="sm" onClick={onStop}>
        Stop
      </Button>
    </div>
  );
}
