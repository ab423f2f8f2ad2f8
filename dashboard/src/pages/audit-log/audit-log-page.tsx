import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { auditEventsQuery, exportAddress } from '../../api/organization/audit-events.ts';
import { DownloadLink } from '../../shared/download-link.tsx';
import { LoadError } from '../../shared/load-error.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/feedback/empty-state.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/table/pagination.tsx';
import { addressFilterOf, filterOf } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { EventTable } from './event-table.tsx';

const formats = [
  { format: 'csv', label: 'Export CSV' },
  { format: 'ndjson', label: 'Export NDJSON' },
] as const;

/** The organization's audit log, with filters and exports. */
export function AuditLogPage() {
  const { get, change, clear } = useAddressQuery();
  const addressFilter = addressFilterOf(get);
  const filter = filterOf(addressFilter);
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what, when and from where."
        actions={formats.map(({ format, label }) => (
          <DownloadLink key={format} href={exportAddress(filter, format)} what="the audit log">
            {label}
          </DownloadLink>
        ))}
      />
      <AuditFilters filter={addressFilter} onChange={change} onClear={clear} />
      <Events />
    </>
  );
}

function Events() {
  const { get, page, toPage, clear } = useAddressQuery();
  const filter = filterOf(addressFilterOf(get));
  const events = useQuery(auditEventsQuery(filter, page));
  if (events.isPending) return <SkeletonRows rows={8} />;
  if (!events.data) {
    return <LoadError what="the audit log" error={events.error} onRetry={() => void events.refetch()} />;
  }
  const { data, pageSize, total, totalIsExact } = events.data;
  if (data.length === 0) {
    return (
      <EmptyState
        icon={<ScrollText aria-hidden="true" className="size-5" />}
        title="No events found"
        action={<Button onClick={clear}>Show all events</Button>}
      >
        No events match these filters.
      </EmptyState>
    );
  }
  return (
    <>
      <EventTable events={data} />
      <Pagination page={page} pageSize={pageSize} total={total} totalIsExact={totalIsExact} onPage={toPage} />
    </>
  );
}
